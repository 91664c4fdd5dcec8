//! A network layer by layer, all values kept: to look at them, and to go back from any of them to the image.
//!
//! What `convnet!` generates fuses layers, and keeps few values. Here the rows of
//! [`LAYERS`](crate::network::Generated::LAYERS) are interpreted, each layer for itself (`run`), by the steps that
//! generated code calls too: what flows in is one image, what flows out are the values of every layer in use. Facts and
//! numbers of a network without its type ([`Model`]) make one interpreter of it that is compiled once.

mod area;
mod error;
mod run;

pub use area::Area;
pub use error::TraceError;

use crate::kernels::Isa;
use crate::network::{Input, Layer, Network, Normalization, Op, Storage, Tensor, enter};
use crate::shape::Volume;
use crate::steps::{Activation, Scratch};

/// A network's facts and numbers.
#[derive(Clone, Copy)]
pub(super) struct Model<'n> {
    pub name: &'static str,
    pub input: Volume,
    pub layers: &'static [Layer],
    pub normalization: &'n Normalization,
    tensors: &'static [Tensor],
    params: &'n [f32],
    state: &'n [f32],
}

impl<'n> Model<'n> {
    pub fn of<N: Network>(network: &'n N) -> Model<'n> {
        let store = network.store();
        Model {
            name: N::NAME,
            input: N::INPUT,
            layers: N::LAYERS,
            normalization: store.normalization(),
            tensors: N::TENSORS,
            params: store.params(),
            state: store.state(),
        }
    }

    /// The row of a layer that runs in use.
    pub fn find(&self, name: &str) -> Result<usize, TraceError> {
        match self.layers.iter().position(|layer| layer.name == name) {
            Some(at) if self.layers[at].auxiliary => Err(TraceError::Auxiliary { layer: self.layers[at].name }),
            Some(at) => Ok(at),
            None => {
                let layers = self.layers.iter().filter(|layer| !layer.auxiliary).map(|layer| layer.name);
                Err(TraceError::unknown(self.name, name, layers.collect()))
            }
        }
    }

    /// The last layer.
    pub fn last(&self) -> usize {
        self.layers.len().saturating_sub(1)
    }

    /// Which layers the output of layer `at` depends on, itself among them.
    pub fn ancestors(&self, at: usize) -> Vec<bool> {
        let mut needed = vec![false; self.layers.len()];
        needed[at] = true;
        for i in (0..=at).rev() {
            if needed[i] {
                self.layers[i].reads.iter().filter(|&&read| read > 0).for_each(|&read| needed[read - 1] = true);
            }
        }
        needed
    }

    /// The values of `image`, and of the layers that are `needed`; of others none.
    pub fn run(&self, image: Vec<f32>, needed: &[bool], scratch: &mut Scratch) -> Vec<Vec<f32>> {
        enter(self.work(needed), || {
            let mut values = vec![image];
            for (at, layer) in self.layers.iter().enumerate() {
                let y = if needed.get(at) == Some(&true) {
                    let xs: Vec<&[f32]> = layer.reads.iter().map(|&read| &values[read][..]).collect();
                    self.forward(at, &xs, scratch)
                } else {
                    Vec::new()
                };
                values.push(y);
            }
            values
        })
    }

    /// From `d_y`, the gradient of the output of layer `at`, to that of the image. `values` as [`run`](Model::run) gave
    /// them. ReLUs that are `open` let the gradient of everything through, also of what they have made 0.
    pub fn back(&self, values: &[Vec<f32>], at: usize, d_y: Vec<f32>, open: bool, scratch: &mut Scratch) -> Vec<f32> {
        let mut gradients: Vec<Option<Vec<f32>>> = vec![None; at + 2];
        gradients[at + 1] = Some(d_y);
        enter(self.work(&vec![true; at + 1]), || {
            for (i, layer) in self.layers[..=at].iter().enumerate().rev() {
                let Some(d_y) = gradients[i + 1].take() else { continue };
                let d_xs = match layer.op {
                    Op::Activation(Activation::Relu | Activation::Relu6) if open => vec![d_y],
                    _ => {
                        let xs: Vec<&[f32]> = layer.reads.iter().map(|&read| &values[read][..]).collect();
                        self.backward(i, &xs, &values[i + 1], d_y, scratch)
                    }
                };
                for (d_x, &read) in d_xs.into_iter().zip(layer.reads) {
                    match &mut gradients[read] {
                        Some(sum) => sum.iter_mut().zip(d_x).for_each(|(sum, d_x)| *sum += d_x),
                        none => *none = Some(d_x),
                    }
                }
            }
            gradients[0].take().unwrap_or_else(|| vec![0.0; self.input.len()])
        })
    }

    /// Multiply-adds of these layers.
    fn work(&self, needed: &[bool]) -> u64 {
        self.layers.iter().zip(needed).filter(|(_, needed)| **needed).map(|(layer, _)| layer.macs).sum()
    }

    /// All layers that run in use.
    pub fn in_use(&self) -> Vec<bool> {
        self.layers.iter().map(|layer| !layer.auxiliary).collect()
    }

    /// The place of channel `channel` among the outputs of layer `at`.
    pub fn channel(&self, at: usize, channel: usize) -> Result<std::ops::Range<usize>, TraceError> {
        let Layer { name, output, .. } = self.layers[at];
        if channel >= output.depth {
            return Err(TraceError::Value { layer: name, found: channel, count: output.depth });
        }
        Ok(channel * output.plane()..(channel + 1) * output.plane())
    }
}

/// All values of a network for one image, as they are in use: batch normalisations with their running statistics,
/// dropout as nothing, no auxiliary heads.
///
/// A layer is asked for by its name in [`LAYERS`](crate::network::Generated::LAYERS): its label, or its kind and number.
/// `softmax(N)` is one layer, whose values are the logits, and a `softmax` of its own hands its logits on: so the last
/// layer's values are what [`Network::logits`] gives, but for rounding.
///
/// It takes as much memory as [`LAYERS`](crate::network::Generated::LAYERS) tells in `bytes` (VGG-16: 60 MB).
///
/// ```
/// # use convnet_core::{inspect::{Trace, TraceError}, network::Network};
/// # fn example<LeNet: Network>(network: &LeNet, image: &[u8]) -> Result<(), TraceError> {
/// let trace = Trace::of(network, image)?;
/// let maps = trace.layer("conv1")?;
/// println!("{} maps of {}x{}", maps.volume.depth, maps.volume.width, maps.volume.height);
/// println!("the first: {:?}", maps.channel(0));
/// // How much the score of class 3 grows with each value of the image.
/// let gradient = trace.gradient("softmax1", 3)?;
/// # Ok(())
/// # }
/// ```
pub struct Trace<'n> {
    model: Model<'n>,
    values: Vec<Vec<f32>>,
}

/// The values of a layer for one image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values<'t> {
    /// The layer's name; `input` for the image.
    pub name: &'static str,
    /// Width, height and depth.
    pub volume: Volume,
    /// `[depth, height, width]`.
    pub values: &'t [f32],
}

impl<'t> Values<'t> {
    /// The feature map of a channel, `[height, width]`; `None` behind the last.
    pub fn channel(&self, channel: usize) -> Option<&'t [f32]> {
        self.values.chunks_exact(self.volume.plane().max(1)).nth(channel)
    }
}

impl<'n> Trace<'n> {
    /// Runs `network` on an image.
    ///
    /// # Errors
    /// Where the image does not fit the network's input.
    pub fn of<N: Network, I: Input + ?Sized>(network: &'n N, image: &I) -> Result<Trace<'n>, TraceError> {
        let model = Model::of(network);
        let mut values = vec![0.0; model.input.len()];
        image.write(model.input, model.normalization, &mut values)?;
        let values = model.run(values, &model.in_use(), &mut Scratch::new(Isa::detect()));
        Ok(Trace { model, values })
    }

    /// What the network reads: the image, normalised.
    pub fn input(&self) -> Values<'_> {
        Values { name: "input", volume: self.model.input, values: &self.values[0] }
    }

    /// The values of a layer.
    ///
    /// # Errors
    /// Where no layer in use has that name.
    pub fn layer(&self, name: &str) -> Result<Values<'_>, TraceError> {
        let at = self.model.find(name)?;
        let layer = &self.model.layers[at];
        Ok(Values { name: layer.name, volume: layer.output, values: &self.values[at + 1] })
    }

    /// The values of all layers in use, in their order.
    pub fn layers(&self) -> impl Iterator<Item = Values<'_>> {
        let rows = self.model.layers.iter().zip(&self.values[1..]).filter(|(layer, _)| !layer.auxiliary);
        rows.map(|(layer, values)| Values { name: layer.name, volume: layer.output, values })
    }

    /// How much value `value` of a layer, counted as [`Values::values`] are, grows with each value of the image:
    /// `[INPUT.len()]`, depth by depth. That of a class is its number in the last layer.
    ///
    /// # Errors
    /// Where no layer in use has that name, or the layer fewer values.
    pub fn gradient(&self, layer: &str, value: usize) -> Result<Vec<f32>, TraceError> {
        let Values { name, values, .. } = self.layer(layer)?;
        let mut d = vec![0.0; values.len()];
        match d.get_mut(value) {
            Some(d) => *d = 1.0,
            None => return Err(TraceError::Value { layer: name, found: value, count: values.len() }),
        }
        self.backward(layer, d)
    }

    /// From `d`, the gradient of a layer's values, to that of the image, `[INPUT.len()]`.
    ///
    /// # Errors
    /// Where no layer in use has that name, or `d` another number of values than the layer.
    pub fn backward(&self, layer: &str, d: Vec<f32>) -> Result<Vec<f32>, TraceError> {
        let at = self.model.find(layer)?;
        let (expected, found) = (self.values[at + 1].len(), d.len());
        if expected != found {
            return Err(TraceError::Gradient { layer: self.model.layers[at].name, expected, found });
        }
        Ok(self.model.back(&self.values, at, d, false, &mut Scratch::new(Isa::detect())))
    }

    /// The part of the image from which the value at `column` and `row` of each channel of a layer is computed: its
    /// theoretical receptive field, without padding.
    ///
    /// # Errors
    /// Where no layer in use has that name, or its maps do not have that place.
    pub fn seen(&self, layer: &str, column: usize, row: usize) -> Result<Area, TraceError> {
        let at = self.model.find(layer)?;
        let Layer { name, output, .. } = self.model.layers[at];
        for (found, count) in [(column, output.width), (row, output.height)] {
            if found >= count {
                return Err(TraceError::Value { layer: name, found, count });
            }
        }
        Ok(self.model.seen(at, column, row))
    }

    pub(super) fn model(&self) -> &Model<'n> {
        &self.model
    }
}
