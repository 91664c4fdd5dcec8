//! Which pixels an answer depends on.

use super::pixels::{Pixels, heat, picture, within};
use super::sheet::Sheet;
use super::trace::{Trace, TraceError};
use crate::shape::Volume;
use image::{Rgb, RgbImage};

/// Of all pixels, so many are drawn less than white-hot: the few largest would leave nothing of the others.
const SHOWN: f64 = 0.995;

/// How much the score of a class depends on each pixel of an image: a pixel's largest |∂score/∂value| over its channels
/// (Simonyan, Vedaldi and Zisserman, *Deep inside convolutional networks*, 2013, section 3). The score is the logit: the
/// probability of a class would depend on the scores of all others too.
#[derive(Clone, Debug, PartialEq)]
pub struct Saliency {
    /// The class.
    pub class: usize,
    /// Its logit.
    pub score: f32,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `[height, width]`, at least 0.
    pub values: Vec<f32>,
}

impl Trace<'_> {
    /// Which pixels the score of `class` depends on. Of a map of scores, as larger images have, `class` is a number among
    /// all its values.
    ///
    /// # Errors
    /// Where there are fewer classes.
    pub fn saliency(&self, class: usize) -> Result<Saliency, TraceError> {
        let model = self.model();
        let last = model.layers[model.last()].name;
        let gradient = self.gradient(last, class)?;
        let Volume { width, height, .. } = model.input;
        let mut values = vec![0.0; width * height];
        for plane in gradient.chunks_exact(values.len().max(1)) {
            values.iter_mut().zip(plane).for_each(|(value, d)| *value = f32::max(*value, d.abs()));
        }
        let score = self.layer(last)?.values[class];
        Ok(Saliency { class, score, width, height, values })
    }

    /// What the network reads as a picture, without its normalisation, channels in the order red, green, blue. Of a
    /// whitened image, the values as they are.
    pub fn picture(&self) -> RgbImage {
        let model = self.model();
        let mut pixels = Pixels::of(model.normalization, model.input).pixels(self.input().values);
        within(&mut pixels);
        picture(&pixels, model.input)
    }
}

impl Saliency {
    /// The value that is drawn white-hot: of the largest half percent, the least.
    fn bright(&self) -> f32 {
        let mut sorted = self.values.clone();
        sorted.sort_by(f32::total_cmp);
        sorted.get((SHOWN * sorted.len() as f64) as usize).copied().unwrap_or(0.0)
    }

    /// As a picture, the brighter the larger.
    pub fn picture(&self) -> RgbImage {
        heat(&self.values, self.width, self.bright())
    }

    /// `picture`, the one that the network has read, with what does not matter dark; a picture of another size as it is.
    pub fn over(&self, picture: &RgbImage) -> RgbImage {
        let (mut picture, bright) = (picture.clone(), self.bright());
        if (picture.width() as usize, picture.height() as usize) != (self.width, self.height) {
            return picture;
        }
        for (Rgb(pixel), value) in picture.pixels_mut().zip(&self.values) {
            let part = if bright > 0.0 { (value / bright).clamp(0.0, 1.0) } else { 0.0 };
            // The root, for most pixels that matter are far below the brightest.
            *pixel = pixel.map(|byte| (f32::from(byte) * (0.1 + 0.9 * part.sqrt())) as u8);
        }
        picture
    }

    /// The picture, the saliency, and both in one, side by side. `name` is the class's.
    pub fn sheet(&self, picture: &RgbImage, name: &str) -> Sheet {
        Sheet::new(format!("What speaks for {name}, and against"))
            .text(format!("class {}, score {:.2}: how much it changes with each pixel", self.class, self.score))
            .tile(picture.clone(), "the picture")
            .tile(self.picture(), "saliency")
            .tile(self.over(picture), "the picture where it is salient")
    }
}
