//! What filters respond to: patterns made for them, and images that hold such.

mod blur;
mod strongest;

pub use strongest::{Response, strongest};

use super::pixels::{Pixels, picture};
use super::trace::{Area, Model, TraceError};
use crate::kernels::Isa;
use crate::network::Network;
use crate::shape::Volume;
use crate::steps::{Random, Scratch};
use blur::blur;
use image::RgbImage;

/// The noise of the first image, in pixels from 0 to 1.
const NOISE: f32 = 0.02;
/// A receptive field is so many times as wide as the widest blur at least: a smaller one would have nothing left in it.
const FIELD_OF_BLUR: f32 = 12.0;

/// Gradient ascent on the image: from the mean image, or grey, with a little noise towards what one value of a layer
/// responds to most (Erhan, Bengio, Courville and Vincent, *Visualizing higher-layer features of a deep network*, 2009;
/// Simonyan, Vedaldi and Zisserman 2013, section 2).
///
/// The value is that of a filter in the middle of its map, or a unit of a fully connected layer, or a class's logit. An
/// image consists of pixels from 0 to 1, which the network's normalisation makes inputs of. A step adds the gradient,
/// scaled to [`rate`](Ascent::rate), and takes a part of what differs from the mean away (the L2 norm of Simonyan et al.).
/// The gradient is blurred, ever less from step to step: coarse shapes come first, and noise to which networks respond
/// as well has no time to grow. Where there is no gradient, as behind a ReLU that does not respond yet, it goes through
/// the ReLUs as if all responded.
///
/// ```
/// # use convnet_core::{inspect::{Ascent, TraceError}, network::Network};
/// # fn example<SqueezeNet: Network>(network: &SqueezeNet) -> Result<image::RgbImage, TraceError> {
/// Ok(Ascent::new().steps(100).pattern(network, "fire5_expand3x3", 17)?.picture)
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ascent {
    steps: usize,
    rate: f32,
    decay: f32,
    blur: f32,
    seed: u64,
}

/// What a filter responds to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pattern {
    /// The filter, unit or class.
    pub filter: usize,
    /// The value for the first image, which is noise.
    pub before: f32,
    /// The value for the pattern.
    pub response: f32,
    /// What the value sees of the image: elsewhere it stays the mean.
    pub area: Area,
    /// The whole image, as the network reads it, `[INPUT.len()]`.
    pub values: Vec<f32>,
    /// What the value sees of it, with as much contrast as there can be.
    pub picture: RgbImage,
}

impl Default for Ascent {
    fn default() -> Self {
        Ascent { steps: 96, rate: 0.03, decay: 0.03, blur: 2.0, seed: 0 }
    }
}

impl Ascent {
    /// 96 steps of 0.03, a decay of 0.03, a blur of 2 pixels.
    pub fn new() -> Ascent {
        Ascent::default()
    }

    /// How many steps.
    pub fn steps(mut self, steps: usize) -> Ascent {
        self.steps = steps;
        self
    }

    /// How far a step goes: the root mean square of what it adds to the pixels, which are from 0 to 1.
    pub fn rate(mut self, rate: f32) -> Ascent {
        self.rate = rate;
        self
    }

    /// The part of what differs from the mean that each step takes away.
    pub fn decay(mut self, decay: f32) -> Ascent {
        self.decay = decay;
        self
    }

    /// How far the first step's gradient is blurred: the deviation of a Gaussian, in pixels. It shrinks to 0 with the
    /// steps; where a value sees few pixels, it is smaller.
    pub fn blur(mut self, pixels: f32) -> Ascent {
        self.blur = pixels;
        self
    }

    /// Of the noise.
    pub fn seed(mut self, seed: u64) -> Ascent {
        self.seed = seed;
        self
    }

    /// The pattern of a layer's filter (its channel), unit or class, from 0. A dead filter, which responds to nothing, gets
    /// what it comes closest to responding to.
    ///
    /// # Errors
    /// Where no layer in use has that name, or it has fewer filters.
    pub fn pattern<N: Network>(&self, network: &N, layer: &str, filter: usize) -> Result<Pattern, TraceError> {
        let model = Model::of(network);
        let at = model.find(layer)?;
        let output = model.layers[at].output;
        let (column, row) = (output.width / 2, output.height / 2);
        let value = model.channel(at, filter)?.start + row * output.width + column;
        let mut climb = Climb {
            model,
            at,
            value,
            needed: model.ancestors(at),
            area: model.seen(at, column, row),
            pixels: Pixels::of(model.normalization, model.input),
            scratch: Scratch::new(Isa::detect()),
        };
        let mut image = climb.noise(Random::new(self.seed));
        let mut before = None;
        for step in 0..self.steps {
            let (response, mut gradient) = climb.gradient(&image);
            before.get_or_insert(response);
            let left = 1.0 - step as f32 / self.steps as f32;
            climb.step(&mut image, &mut gradient, self, left);
        }
        let (response, _) = climb.gradient(&image);
        let values = climb.pixels.values(&image);
        let picture = contrasted(&image, climb.model.input, &climb.area);
        Ok(Pattern { filter, before: before.unwrap_or(response), response, area: climb.area, values, picture })
    }
}

/// A value that is to grow.
struct Climb<'n> {
    model: Model<'n>,
    /// Of this layer.
    at: usize,
    /// Its number among the layer's values.
    value: usize,
    needed: Vec<bool>,
    area: Area,
    pixels: Pixels,
    scratch: Scratch,
}

impl Climb<'_> {
    /// The pixels from which the ascent begins, and to which they decay: those that the network reads as 0, which are the
    /// mean of what it was trained on where its normalisation says that; otherwise grey.
    fn middle(&self) -> Vec<f32> {
        let mean = self.pixels.pixels(&vec![0.0; self.model.input.len()]);
        let grey = |mean: f32| if self.pixels.bounded && !(mean > 0.0 && mean < 1.0) { 0.5 } else { mean };
        mean.into_iter().map(grey).collect()
    }

    /// Pixels of noise around the middle in what the value sees.
    fn noise(&self, random: Random) -> Vec<f32> {
        let mut image = self.middle();
        for i in (0..image.len()).filter(|&i| inside(&self.area, self.model.input, i)) {
            image[i] += NOISE * (2.0 * random.uniform(i as u64) - 1.0);
        }
        image
    }

    /// The value, and its gradient by the pixels.
    fn gradient(&mut self, image: &[f32]) -> (f32, Vec<f32>) {
        let values = self.model.run(self.pixels.values(image), &self.needed, &mut self.scratch);
        let mut back = |open| {
            let mut d = vec![0.0; values[self.at + 1].len()];
            d[self.value] = 1.0;
            self.model.back(&values, self.at, d, open, &mut self.scratch)
        };
        let mut gradient = back(false);
        if gradient.iter().all(|d| *d == 0.0) {
            gradient = back(true);
        }
        gradient.iter_mut().zip(&self.pixels.slope).for_each(|(d, slope)| *d *= slope);
        (values[self.at + 1][self.value], gradient)
    }

    /// A step; `left` falls from 1 to 0.
    fn step(&self, image: &mut [f32], gradient: &mut [f32], ascent: &Ascent, left: f32) {
        let (volume, middle) = (self.model.input, self.middle());
        let (columns, rows) = (self.area.columns.len(), self.area.rows.len());
        let widest = columns.min(rows) as f32 / FIELD_OF_BLUR;
        blur(gradient, volume.width, volume.height, ascent.blur.min(widest) * left);
        let (mut squares, mut count) = (0.0, 0.0_f64);
        for i in (0..gradient.len()).filter(|&i| inside(&self.area, volume, i)) {
            squares += f64::from(gradient[i]).powi(2);
            count += 1.0;
        }
        let size = (squares / count.max(1.0)).sqrt() as f32;
        // A gradient of nothing, or of no number, leads nowhere.
        let factor = if size > 0.0 && size.is_finite() { ascent.rate / size } else { 0.0 };
        for (i, (pixel, d)) in image.iter_mut().zip(gradient).enumerate() {
            if !inside(&self.area, volume, i) {
                continue;
            }
            let moved = *pixel - ascent.decay * (*pixel - middle[i]) + factor * *d;
            *pixel = if self.pixels.bounded { moved.clamp(0.0, 1.0) } else { moved };
        }
    }
}

/// Whether value `i` of a volume lies in the area.
fn inside(area: &Area, volume: Volume, i: usize) -> bool {
    let place = i % volume.plane();
    area.columns.contains(&(place % volume.width)) && area.rows.contains(&(place / volume.width))
}

/// The values of an area, `[depth, rows, columns]`.
fn cut(values: &[f32], volume: Volume, area: &Area) -> (Vec<f32>, Volume) {
    let part = Volume::new(area.columns.len(), area.rows.len(), volume.depth);
    (values.iter().enumerate().filter(|(i, _)| inside(area, volume, *i)).map(|(_, &value)| value).collect(), part)
}

/// The part of an image that lies in the area, with contrast up to black or white: all but the outermost hundredth.
fn contrasted(image: &[f32], volume: Volume, area: &Area) -> RgbImage {
    let (mut part, volume) = cut(image, volume, area);
    let mean = part.iter().sum::<f32>() / part.len().max(1) as f32;
    let mut distances: Vec<f32> = part.iter().map(|value| (value - mean).abs()).collect();
    distances.sort_by(f32::total_cmp);
    let most = distances.get(distances.len() * 99 / 100).copied().unwrap_or(0.0);
    let factor = if most > 0.0 { 0.5 / most } else { 0.0 };
    part.iter_mut().for_each(|value| *value = 0.5 + factor * (*value - mean));
    picture(&part, volume)
}
