//! A transform of some images.

use super::{Draws, Pixels, Transform};

/// Does to some images what another transform does, and leaves the others as they are: those too are what a network is to
/// know, and transforms that move images by parts of pixels make them a little less sharp.
#[derive(Debug)]
pub struct Sometimes {
    probability: f64,
    transform: Box<dyn Transform>,
}

impl Sometimes {
    /// `transform` with this probability.
    pub fn new(probability: f64, transform: impl Transform + 'static) -> Sometimes {
        Sometimes { probability, transform: Box::new(transform) }
    }
}

impl Transform for Sometimes {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        if draws.chance(self.probability) {
            self.transform.apply(image, draws);
        }
    }
}
