//! Images changed at random, so that a training sees others in each epoch.
//!
//! A [`Transform`] changes one image; an [`Augment`] is a list of them; [`Augmented`] applies it to the images of a
//! data set as a training draws them. What an image becomes is a function of the epoch's seed and of its place in the
//! data set, on any number of threads and in batches of any size.

mod affine;
mod color;
mod crop;
mod cutout;
mod draws;
mod elastic;
mod flip;
mod mixed;
mod pca;
mod pixels;
mod resized_crop;
mod shift;
mod sometimes;

pub use affine::Affine;
pub use color::ColorJitter;
pub use crop::Crop;
pub use cutout::Cutout;
pub use draws::Draws;
pub use elastic::Elastic;
pub use flip::Flip;
pub use mixed::Mixed;
pub use pca::ColorPca;
pub use pixels::Pixels;
pub use resized_crop::ResizedCrop;
pub use shift::Shift;
pub use sometimes::Sometimes;

use crate::network::{Dataset, InputError, Normalization, Target};
use crate::shape::Volume;
use crate::steps::Random;
use std::fmt;

/// Changes an image at random.
pub trait Transform: fmt::Debug + Send + Sync {
    /// Changes `image` as `draws` decide, and they alone.
    fn apply(&self, image: &mut Pixels, draws: &mut Draws);
}

/// Transforms, one after the other.
///
/// ```
/// # use convnet_core::data::{Affine, Augment, Augmented, ColorJitter, Crop, Cutout, Flip};
/// # use convnet_core::network::Dataset;
/// # fn example<D: Dataset>(images: D) -> Augmented<D> {
/// let augment = Augment::new()
///     .then(Crop::new(32, 32).pad(4))
///     .then(Flip::horizontal(0.5))
///     .then(Affine::new().rotate(-10.0..=10.0))
///     .then(ColorJitter::new().brightness(0.2).saturation(0.2))
///     .then(Cutout::new(8));
/// Augmented::new(images, augment)
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Augment {
    transforms: Vec<Box<dyn Transform>>,
    size: Option<(usize, usize)>,
}

impl Augment {
    /// None, which leaves images as they are.
    pub fn new() -> Augment {
        Augment::default()
    }

    /// With one transform more.
    pub fn then(mut self, transform: impl Transform + 'static) -> Augment {
        self.transforms.push(Box::new(transform));
        self
    }

    /// Reads images in this size instead of the network's, to which a [`Crop`] or a [`ResizedCrop`] has to bring them;
    /// of images that can be resized.
    pub fn read_at(mut self, width: usize, height: usize) -> Augment {
        self.size = Some((width, height));
        self
    }

    /// Changes `image`: the same `seed`, the same changes.
    pub fn apply(&self, image: &mut Pixels, seed: u64) {
        self.apply_random(image, Random::new(seed));
    }

    fn apply_random(&self, image: &mut Pixels, random: Random) {
        for (i, transform) in self.transforms.iter().enumerate() {
            transform.apply(image, &mut Draws::of(random.part(i as u64)));
        }
    }
}

/// A data set whose images a training sees augmented. [`Dataset::read`], from which validation and tests read, gives
/// them as they are.
///
/// Images are changed before they are normalised, as values from 0 to 1. Those that are `[f32]` are taken to be
/// normalised as the network declares, which is undone and done again; where that is not the same at all places of an
/// image, they are taken to be from 0 to 1.
#[derive(Debug)]
pub struct Augmented<D> {
    data: D,
    augment: Augment,
}

impl<D: Dataset> Augmented<D> {
    /// The images of `data` (a data set, or a reference to one), changed by `augment`.
    pub fn new(data: D, augment: Augment) -> Augmented<D> {
        Augmented { data, augment }
    }

    /// The size in which images are read for a network's `volume`.
    fn source(&self, volume: Volume) -> Volume {
        let (width, height) = self.augment.size.unwrap_or((volume.width, volume.height));
        Volume::new(width, height, volume.depth)
    }
}

impl<D: Dataset> Dataset for Augmented<D> {
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
        self.data.read(index, volume, normalization, into)
    }

    /// # Errors
    /// As [`read`](Dataset::read), and where the transforms leave the image in another size than the network's.
    fn draw(
        &self,
        index: usize,
        seed: u64,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        let source = self.source(volume);
        let mut image = Pixels::new(source, vec![0.0; source.len()]);
        // With another seed, where it is augmented too: what is within draws other numbers.
        normalization
            .read_raw(source, image.values_mut(), |known, image| self.data.draw(index, !seed, source, known, image))?;
        self.augment.apply_random(&mut image, Random::new(seed).part(index as u64));
        let Volume { width, height, .. } = image.volume();
        if image.volume() != volume {
            return Err(InputError::Size { expected: volume, width, height });
        }
        into.copy_from_slice(image.values());
        normalization.apply(volume, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        self.data.target(index)
    }

    fn is_laborious(&self) -> bool {
        true
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        self.data.announce(indices, self.source(volume));
    }
}
