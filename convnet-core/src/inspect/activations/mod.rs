//! What values the layers of a network have, over many images.

mod draw;
mod histogram;

pub use histogram::Histogram;

use super::trace::{Model, TraceError};
use crate::kernels::Isa;
use crate::network::{Dataset, Network};
use crate::shape::Volume;
use crate::steps::Scratch;

/// The values of every layer in use over the images of a data set.
///
/// Layers that stand still show here: units that are 0 for every image (dead), values that shrink or grow from layer to
/// layer, sigmoids that are always at their ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Activations {
    /// The network.
    pub network: &'static str,
    /// How many images.
    pub images: usize,
    /// The layers, in their order; before them the image itself, as `input`.
    pub layers: Vec<LayerActivations>,
}

/// The values of a layer over many images.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LayerActivations {
    /// The layer's name.
    pub name: &'static str,
    /// The word of its declaration.
    pub kind: &'static str,
    /// What it gives for an image.
    pub volume: Volume,
    /// How many values, of all images.
    pub count: u64,
    /// How many of them are 0.
    pub zeros: u64,
    /// How many are infinite or no number.
    pub not_finite: u64,
    /// Units, which are channels or values of a fully connected layer, that were 0 at every place of every image.
    pub dead: usize,
    /// The mean of the finite values.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// The least of them.
    pub least: f32,
    /// The largest of them.
    pub most: f32,
    /// All finite values that are not 0: those would hide all others.
    pub histogram: Histogram,
    alive: Vec<bool>,
    squares: f64,
}

impl LayerActivations {
    fn new(name: &'static str, kind: &'static str, volume: Volume) -> LayerActivations {
        LayerActivations {
            name,
            kind,
            volume,
            count: 0,
            zeros: 0,
            not_finite: 0,
            dead: 0,
            mean: 0.0,
            deviation: 0.0,
            least: f32::INFINITY,
            most: f32::NEG_INFINITY,
            histogram: Histogram::new(),
            alive: vec![false; volume.depth],
            squares: 0.0,
        }
    }

    /// The part of its values that is 0, from 0 to 1.
    pub fn zero_share(&self) -> f64 {
        self.zeros as f64 / self.count.max(1) as f64
    }

    fn add(&mut self, values: &[f32]) {
        for (plane, alive) in values.chunks_exact(self.volume.plane().max(1)).zip(&mut self.alive) {
            for &value in plane {
                self.count += 1;
                if !value.is_finite() {
                    self.not_finite += 1;
                    *alive = true;
                    continue;
                }
                (self.least, self.most) = (self.least.min(value), self.most.max(value));
                if value == 0.0 {
                    self.zeros += 1;
                } else {
                    *alive = true;
                    self.histogram.add(value);
                }
                // Welford 1962: the mean and the sum of squared deviations so far.
                let finite = (self.count - self.not_finite) as f64;
                let difference = f64::from(value) - self.mean;
                self.mean += difference / finite;
                self.squares += difference * (f64::from(value) - self.mean);
            }
        }
    }
}

impl Activations {
    /// Of the images of `data`; a [`subset`](crate::data::DatasetExt::subset) of some hundreds tells as much as all.
    ///
    /// # Errors
    /// Where an image cannot be read, or does not fit the network's input.
    pub fn of<N: Network, D: Dataset + ?Sized>(network: &N, data: &D) -> Result<Activations, TraceError> {
        let model = Model::of(network);
        let (in_use, mut scratch) = (model.in_use(), Scratch::new(Isa::detect()));
        let rows = model.layers.iter().map(|row| LayerActivations::new(row.name, row.kind, row.output));
        let mut layers: Vec<_> = std::iter::once(LayerActivations::new("input", "", model.input)).chain(rows).collect();
        for index in 0..data.len() {
            let mut image = vec![0.0; model.input.len()];
            data.read(index, model.input, model.normalization, &mut image)?;
            let values = model.run(image, &in_use, &mut scratch);
            layers.iter_mut().zip(&values).for_each(|(layer, values)| layer.add(values));
        }
        let mut runs = std::iter::once(true).chain(in_use);
        layers.retain(|_| runs.next() == Some(true));
        for layer in &mut layers {
            layer.dead = layer.alive.iter().filter(|alive| !**alive).count();
            let finite = layer.count - layer.not_finite;
            layer.deviation = (layer.squares / finite.max(1) as f64).sqrt();
            if finite == 0 {
                (layer.least, layer.most) = (0.0, 0.0);
            }
        }
        Ok(Activations { network: model.name, images: data.len(), layers })
    }

    /// Only the layers that `keep` wants.
    pub fn only(mut self, keep: impl FnMut(&LayerActivations) -> bool) -> Activations {
        self.layers.retain(keep);
        self
    }
}
