//! Turned, scaled, sheared and moved images.

use super::{Draws, Pixels, Transform};
use std::ops::RangeInclusive;

/// Shears, scales, turns and moves an image, in this order and about its middle, in one step: bilinear.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    rotate: RangeInclusive<f64>,
    scale: RangeInclusive<f64>,
    shear: RangeInclusive<f64>,
    shift: RangeInclusive<f64>,
    fill: f32,
}

impl Default for Affine {
    fn default() -> Self {
        Affine::new()
    }
}

impl Affine {
    /// Nothing of it; what comes in is black.
    pub fn new() -> Affine {
        Affine { rotate: 0.0..=0.0, scale: 1.0..=1.0, shear: 0.0..=0.0, shift: 0.0..=0.0, fill: 0.0 }
    }

    /// Turns counter-clockwise by an angle in degrees.
    pub fn rotate(mut self, degrees: RangeInclusive<f64>) -> Affine {
        self.rotate = degrees;
        self
    }

    /// Makes the image so many times as large; above 0.
    pub fn scale(mut self, factor: RangeInclusive<f64>) -> Affine {
        self.scale = factor;
        self
    }

    /// Leans upright lines by an angle in degrees, to the right where it is above 0; between −90 and 90.
    pub fn shear(mut self, degrees: RangeInclusive<f64>) -> Affine {
        self.shear = degrees;
        self
    }

    /// Moves the image by parts of its width and of its height, each drawn for itself.
    pub fn shift(mut self, part: RangeInclusive<f64>) -> Affine {
        self.shift = part;
        self
    }

    /// What comes in; 0 is black.
    pub fn fill(mut self, fill: f32) -> Affine {
        self.fill = fill;
        self
    }
}

impl Transform for Affine {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let (sin, cos) = draws.within(&self.rotate).to_radians().sin_cos();
        let scale = draws.within(&self.scale);
        // Backwards, as each pixel asks where it comes from.
        let (sin, cos) = (sin / scale, cos / scale);
        let lean = draws.within(&self.shear).to_radians().tan();
        let volume = image.volume();
        let x_shift = draws.within(&self.shift) * volume.width as f64;
        let y_shift = draws.within(&self.shift) * volume.height as f64;
        let (x_middle, y_middle) = ((volume.width as f64 - 1.0) / 2.0, (volume.height as f64 - 1.0) / 2.0);
        *image = image.warped(volume.width, volume.height, self.fill, |x, y| {
            // Rows count downwards.
            let (x, y) = (x as f64 - x_middle - x_shift, y as f64 - y_middle - y_shift);
            let (x, y) = (cos * x - sin * y, sin * x + cos * y);
            (x_middle + x + lean * y, y_middle + y)
        });
    }
}
