//! Parts of images.

use super::{Draws, Pixels, Transform};

/// Cuts out a part of fixed size, in a place that chance decides; of the image with a border around it where it is
/// padded (4 pixels around 32x32 are usual for CIFAR-10: He et al. 2016, section 4.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Crop {
    width: usize,
    height: usize,
    pad: usize,
    border: Border,
}

/// What is around an image.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Border {
    Fill(f32),
    Mirror,
}

impl Crop {
    /// A part of `width` x `height` pixels, without padding. What a smaller image lacks, right and below, is black.
    pub fn new(width: usize, height: usize) -> Crop {
        Crop { width, height, pad: 0, border: Border::Fill(0.0) }
    }

    /// With a border of so many pixels around the image.
    pub fn pad(mut self, pad: usize) -> Crop {
        self.pad = pad;
        self
    }

    /// What the border is; 0 is black.
    pub fn fill(mut self, fill: f32) -> Crop {
        self.border = Border::Fill(fill);
        self
    }

    /// The border mirrors the image, without its outermost pixels (PyTorch's `reflect`), so that it looks like more of it.
    pub fn mirrored(mut self) -> Crop {
        self.border = Border::Mirror;
        self
    }
}

impl Transform for Crop {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let mut place = |side: usize, part: usize| {
            let places = (side + 2 * self.pad).saturating_sub(part) + 1;
            draws.below(places) as isize - self.pad as isize
        };
        let volume = image.volume();
        let (left, top) = (place(volume.width, self.width), place(volume.height, self.height));
        *image = match self.border {
            Border::Fill(fill) => image.window(left, top, self.width, self.height, fill),
            Border::Mirror => image.window_mirrored(left, top, self.width, self.height),
        };
    }
}
