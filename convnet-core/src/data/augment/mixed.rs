//! Pairs of images, one shining through the other.

use super::Draws;
use crate::network::{Dataset, InputError, Normalization, Target};
use crate::shape::Volume;
use crate::steps::Random;

/// A data set as a training sees it in one epoch, each image mixed with another at random (mixup: Zhang et al. 2018,
/// equation 1): of both, and of their classes, the parts λ and 1 − λ, with λ from a beta distribution whose shapes are
/// both `alpha`. Small ones, such as 0.2, leave most images nearly as they are.
///
/// Images whose targets are values are not mixed.
#[derive(Clone, Debug)]
pub struct Mixed<'a, D: ?Sized> {
    data: &'a D,
    alpha: f32,
    seed: u64,
}

impl<'a, D: Dataset + ?Sized> Mixed<'a, D> {
    /// The images that [`Dataset::draw`] draws with this `seed`; `alpha` above 0, or 0 for images as they are drawn.
    pub fn new(data: &'a D, alpha: f32, seed: u64) -> Mixed<'a, D> {
        Mixed { data, alpha, seed }
    }

    /// The other image, and the part of the first.
    fn partner(&self, index: usize) -> Option<(usize, f32)> {
        if self.alpha <= 0.0 {
            return None;
        }
        // A part of the seed that no image has.
        let mut draws = Draws::of(Random::new(self.seed).part(u64::MAX).part(index as u64));
        Some((draws.below(self.data.len()), draws.beta(self.alpha.into()) as f32))
    }

    /// The classes of both, where they have some.
    fn classes(&self, index: usize, partner: usize) -> Option<[usize; 2]> {
        match (self.data.target(index), self.data.target(partner)) {
            (Target::Class(first), Target::Class(second)) => Some([first, second]),
            _ => None,
        }
    }
}

impl<D: Dataset + ?Sized> Dataset for Mixed<'_, D> {
    fn len(&self) -> usize {
        self.data.len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.data.draw(index, self.seed, volume, normalization, into)?;
        if let Some((partner, share)) = self.partner(index)
            && self.classes(index, partner).is_some()
        {
            let mut other = vec![0.0; into.len()];
            self.data.draw(partner, self.seed, volume, normalization, &mut other)?;
            into.iter_mut().zip(other).for_each(|(value, other)| *value = share * *value + (1.0 - share) * other);
        }
        Ok(())
    }

    fn target(&self, index: usize) -> Target<'_> {
        let mixed = self.partner(index).and_then(|(partner, share)| {
            let classes = self.classes(index, partner)?;
            Some(Target::Mixed { classes, share })
        });
        mixed.unwrap_or_else(|| self.data.target(index))
    }

    fn is_laborious(&self) -> bool {
        self.data.is_laborious()
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        self.data.announce(indices, volume);
    }
}
