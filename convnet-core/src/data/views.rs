//! Parts of data sets.

use super::Mixed;
use crate::network::{Dataset, InputError, Normalization, Target};
use crate::shape::Volume;
use crate::steps::Random;

/// Some images of a data set, in an order of their own. Nothing is copied.
#[derive(Clone, Debug)]
pub struct Subset<'a, D: ?Sized> {
    data: &'a D,
    indices: Vec<usize>,
}

impl<D: ?Sized> Subset<'_, D> {
    /// The places of the images in the whole set.
    pub fn indices(&self) -> &[usize] {
        &self.indices
    }
}

impl<D: Dataset + ?Sized> Dataset for Subset<'_, D> {
    fn len(&self) -> usize {
        self.indices.len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.data.read(self.indices[index], volume, normalization, into)
    }

    fn draw(
        &self,
        index: usize,
        seed: u64,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.data.draw(self.indices[index], seed, volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        self.data.target(self.indices[index])
    }

    fn is_laborious(&self) -> bool {
        self.data.is_laborious()
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        let indices: Vec<usize> = indices.iter().map(|&index| self.indices[index]).collect();
        self.data.announce(&indices, volume);
    }
}

/// A data set as a training sees it in one epoch: it reads what [`Dataset::draw`] draws with one seed.
#[derive(Clone, Debug)]
pub struct Drawn<'a, D: ?Sized> {
    data: &'a D,
    seed: u64,
}

impl<D: Dataset + ?Sized> Dataset for Drawn<'_, D> {
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
        self.data.draw(index, self.seed, volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        self.data.target(index)
    }

    fn is_laborious(&self) -> bool {
        self.data.is_laborious()
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        self.data.announce(indices, volume);
    }
}

/// Views of a data set. Every [`Dataset`] has them.
pub trait DatasetExt: Dataset {
    /// The images `indices`, in this order.
    ///
    /// # Panics
    /// Where the set has no such image.
    fn subset(&self, indices: Vec<usize>) -> Subset<'_, Self> {
        if let Some(index) = indices.iter().find(|&&index| index >= self.len()) {
            panic!("image {index} of a set of {}", self.len());
        }
        Subset { data: self, indices }
    }

    /// The first `count` images, or all where there are fewer.
    fn take(&self, count: usize) -> Subset<'_, Self> {
        self.subset((0..count.min(self.len())).collect())
    }

    /// All images as a training sees them in an epoch that has this `seed`: a [`Trainer`](crate::train::Trainer) reads
    /// from this, with a seed of each epoch.
    fn drawn(&self, seed: u64) -> Drawn<'_, Self> {
        Drawn { data: self, seed }
    }

    /// Images as [`drawn`](DatasetExt::drawn), each of them mixed with another at random (see [`Mixed`]): `alpha` above
    /// 0, or 0 for none.
    fn mixed(&self, alpha: f32, seed: u64) -> Mixed<'_, Self> {
        Mixed::new(self, alpha, seed)
    }

    /// Two parts, drawn at random by `seed`: the others, and `count` images. Both are in the order of the whole set.
    /// The same seed and sizes give the same parts everywhere.
    fn split(&self, count: usize, seed: u64) -> (Subset<'_, Self>, Subset<'_, Self>) {
        let mut order: Vec<usize> = (0..self.len()).collect();
        shuffle(&mut order, Random::new(seed));
        let mut drawn = order.split_off(self.len() - count.min(self.len()));
        order.sort_unstable();
        drawn.sort_unstable();
        (self.subset(order), self.subset(drawn))
    }
}

impl<D: Dataset + ?Sized> DatasetExt for D {}

/// Shuffles `order` (Fisher, Yates; Durstenfeld 1964) with the numbers of `random`, which no version of a library of
/// random numbers changes.
pub(crate) fn shuffle(order: &mut [usize], random: Random) {
    for last in (1..order.len()).rev() {
        let below = last as u64 + 1;
        let bits = (u64::from(random.bits(2 * last as u64)) << 32) | u64::from(random.bits(2 * last as u64 + 1));
        // The upper half of the product is uniform below `below` to within 2^-64 · below.
        let chosen = (u128::from(bits) * u128::from(below)) >> 64;
        order.swap(last, chosen as usize);
    }
}
