//! Parts of data sets.

use super::Mixed;
use crate::network::{Dataset, InputError, Normalization, Target};
use crate::shape::Volume;
use crate::steps::Random;
use std::collections::BTreeMap;

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

    /// The number of images of each class: of `classes`, or of more where there are labels beyond. Images whose targets
    /// are values count nowhere.
    fn class_counts(&self, classes: usize) -> Vec<usize> {
        let mut counts = vec![0; classes];
        for class in (0..self.len()).filter_map(|i| self.target(i).class()) {
            if class >= counts.len() {
                counts.resize(class + 1, 0);
            }
            counts[class] += 1;
        }
        counts
    }

    /// Weights with which all of `classes` classes count the same in sum
    /// ([`Trainer::class_weights`](crate::train::Trainer::class_weights)): images / (classes · images of the class), as
    /// scikit-learn's `balanced`; 1 for classes without images.
    fn balanced_weights(&self, classes: usize) -> Vec<f32> {
        let counts = self.class_counts(classes);
        let images: usize = counts.iter().sum();
        let weight = |count: usize| if count == 0 { 1.0 } else { images as f64 / (counts.len() * count) as f64 };
        counts.iter().map(|&count| weight(count) as f32).collect()
    }

    /// As many images of each class as the rarest has that has any, drawn at random by `seed`, in the order of the whole
    /// set. Images whose targets are values are of one class here.
    fn undersampled(&self, seed: u64) -> Subset<'_, Self> {
        resampled(self, seed, |counts| counts.min())
    }

    /// As many images of each class as the largest has, in the order of the whole set: of a smaller one each image is
    /// there equally often, but for one time more that falls to some at random by `seed`.
    ///
    /// [`Augmented`](super::Augmented) changes the times of an image each in its own way where it is put around this;
    /// within, they would be the same.
    fn oversampled(&self, seed: u64) -> Subset<'_, Self> {
        resampled(self, seed, |counts| counts.max())
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

/// Images of each class, `size` of their counts of each.
fn resampled<D: Dataset + ?Sized>(
    data: &D,
    seed: u64,
    size: impl Fn(&mut dyn Iterator<Item = usize>) -> Option<usize>,
) -> Subset<'_, D> {
    let mut classes: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for i in 0..data.len() {
        classes.entry(data.target(i).class()).or_default().push(i);
    }
    let size = size(&mut classes.values().map(Vec::len)).unwrap_or(0);
    let mut indices = Vec::with_capacity(size * classes.len());
    for (class, mut images) in classes {
        shuffle(&mut images, Random::new(seed).part(class.map_or(u64::MAX, |class| class as u64)));
        indices.extend(images.iter().cycle().take(size));
    }
    indices.sort_unstable();
    data.subset(indices)
}

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
