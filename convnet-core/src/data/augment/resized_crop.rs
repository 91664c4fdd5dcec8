//! Parts of images in another size.

use super::{Draws, Pixels, Transform};
use std::ops::RangeInclusive;

/// Cuts out a part whose area and shape chance decides, and brings it to a fixed size, bilinear (Szegedy et al. 2015,
/// section 6; torchvision's `RandomResizedCrop`). A part more than twice as large as the result loses detail without
/// being smoothed.
#[derive(Clone, Debug, PartialEq)]
pub struct ResizedCrop {
    width: usize,
    height: usize,
    area: RangeInclusive<f64>,
    ratio: RangeInclusive<f64>,
}

impl ResizedCrop {
    /// To `width` x `height` pixels, from 0.08 to 1 of the image's area, and from 3:4 to 4:3.
    pub fn new(width: usize, height: usize) -> ResizedCrop {
        ResizedCrop { width, height, area: 0.08..=1.0, ratio: 0.75..=4.0 / 3.0 }
    }

    /// The area, as a part of the image's; above 0 and up to 1.
    pub fn area(mut self, area: RangeInclusive<f64>) -> ResizedCrop {
        self.area = area;
        self
    }

    /// The part's width by its height; above 0.
    pub fn ratio(mut self, ratio: RangeInclusive<f64>) -> ResizedCrop {
        self.ratio = ratio;
        self
    }

    /// Width, height, left and top of the part.
    fn part(&self, width: usize, height: usize, draws: &mut Draws) -> [usize; 4] {
        let ratios = self.ratio.start().ln()..=self.ratio.end().ln();
        // Most shapes fit; one that is too wide or too high for the image is drawn again.
        for _ in 0..10 {
            let area = (width * height) as f64 * draws.within(&self.area);
            let ratio = draws.within(&ratios).exp();
            let (w, h) = ((area * ratio).sqrt().round() as usize, (area / ratio).sqrt().round() as usize);
            if (1..=width).contains(&w) && (1..=height).contains(&h) {
                return [w, h, draws.below(width - w + 1), draws.below(height - h + 1)];
            }
        }
        // As much of the middle as the ratios allow.
        let w = width.min((height as f64 * self.ratio.end()).round() as usize).max(1);
        let h = height.min((width as f64 / self.ratio.start()).round() as usize).max(1);
        [w, h, (width - w) / 2, (height - h) / 2]
    }
}

impl Transform for ResizedCrop {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let volume = image.volume();
        let [width, height, left, top] = self.part(volume.width, volume.height, draws);
        // Centres of pixels, and none outside the part.
        let place = |i: usize, to: usize, from: usize, start: usize| {
            let place = (i as f64 + 0.5) * from as f64 / to as f64 - 0.5;
            start as f64 + place.clamp(0.0, (from - 1) as f64)
        };
        *image = image.warped(self.width, self.height, 0.0, |x, y| {
            (place(x, self.width, width, left), place(y, self.height, height, top))
        });
    }
}
