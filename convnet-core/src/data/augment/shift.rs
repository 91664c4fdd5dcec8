//! Images moved by whole pixels.

use super::{Draws, Pixels, Transform};

/// Moves an image by whole pixels, as far in both directions as chance has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    most: usize,
    fill: f32,
}

impl Shift {
    /// By up to `most` pixels to each side, up and down; what comes in is black.
    pub fn new(most: usize) -> Shift {
        Shift { most, fill: 0.0 }
    }

    /// What comes in; 0 is black.
    pub fn fill(mut self, fill: f32) -> Shift {
        self.fill = fill;
        self
    }
}

impl Transform for Shift {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let mut place = || draws.below(2 * self.most + 1) as isize - self.most as isize;
        let (left, top) = (place(), place());
        let volume = image.volume();
        *image = image.window(left, top, volume.width, volume.height, self.fill);
    }
}
