//! Mirrored images.

use super::{Draws, Pixels, Transform};

/// Mirrors an image, or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    vertical: bool,
    probability: f64,
}

impl Flip {
    /// Left becomes right with this probability.
    pub fn horizontal(probability: f64) -> Flip {
        Flip { vertical: false, probability }
    }

    /// Above becomes below with this probability.
    pub fn vertical(probability: f64) -> Flip {
        Flip { vertical: true, probability }
    }
}

impl Transform for Flip {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        if !draws.chance(self.probability) {
            return;
        }
        image.rows_mut().for_each(<[f32]>::reverse);
        if self.vertical {
            // All pixels in reverse order, and each row in its own again.
            let plane = image.volume().plane().max(1);
            image.values_mut().chunks_exact_mut(plane).for_each(<[f32]>::reverse);
        }
    }
}
