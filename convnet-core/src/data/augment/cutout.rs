//! Images with a hole.

use super::{Draws, Pixels, Transform};

/// Covers a square of an image (DeVries, Taylor 2017): its middle is any pixel, so that parts of it may lie outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Cutout {
    side: usize,
    fill: f32,
}

impl Cutout {
    /// A square of `side` x `side` pixels, which becomes black.
    pub fn new(side: usize) -> Cutout {
        Cutout { side, fill: 0.0 }
    }

    /// What the square becomes; 0 is black. The paper's images have the mean 0: there it is the mean colour.
    pub fn fill(mut self, fill: f32) -> Cutout {
        self.fill = fill;
        self
    }
}

impl Transform for Cutout {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let volume = image.volume();
        let mut part = |len: usize| {
            let middle = draws.below(len);
            middle.saturating_sub(self.side / 2)..(middle + self.side.div_ceil(2)).min(len)
        };
        let (columns, rows) = (part(volume.width), part(volume.height));
        for (i, row) in image.rows_mut().enumerate() {
            if rows.contains(&(i % volume.height)) {
                row[columns.clone()].fill(self.fill);
            }
        }
    }
}
