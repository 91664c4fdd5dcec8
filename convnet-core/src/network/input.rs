//! Images and labels on their way into a network.

use super::Normalization;
use convnet_shape::Volume;
use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

/// An image that a network can read.
///
/// - `[f32]`: depth by depth (`CHW`), taken as they are;
/// - `[u8]`: raw pixels, channels interleaved as image files have them (`HWC`), normalised as the network declares;
/// - `image::DynamicImage` and its kin: converted to 8-bit grey (a network of depth 1), grey with alpha (2), RGB (3)
///   or RGBA (4), resized where the size differs (linear, smoothed when shrinking), and normalised as raw pixels are.
pub trait Input {
    /// Writes `volume.len()` values, depth by depth.
    ///
    /// # Errors
    /// Where the image does not fit `volume`, or the normalisation its channels.
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError>;
}

impl Input for [f32] {
    fn write(&self, volume: Volume, _: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        if self.len() != volume.len() {
            return Err(InputError::Length { expected: volume, found: self.len() });
        }
        into.copy_from_slice(self);
        Ok(())
    }
}

impl Input for [u8] {
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        if self.len() != volume.len() {
            return Err(InputError::Length { expected: volume, found: self.len() });
        }
        normalization.check(volume)?;
        for (c, plane) in into.chunks_exact_mut(volume.plane().max(1)).enumerate() {
            for (value, pixel) in plane.iter_mut().zip(self[c..].iter().step_by(volume.depth)) {
                *value = f32::from(*pixel);
            }
        }
        normalization.apply_scaled(normalization.scale, volume, into);
        Ok(())
    }
}

impl<T> Input for Vec<T>
where
    [T]: Input,
{
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        self.as_slice().write(volume, normalization, into)
    }
}

impl<T, const N: usize> Input for [T; N]
where
    [T]: Input,
{
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        self.as_slice().write(volume, normalization, into)
    }
}

impl<I: Input + ?Sized> Input for &I {
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        (**self).write(volume, normalization, into)
    }
}

impl<I: Input + ?Sized> Input for Box<I> {
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        (**self).write(volume, normalization, into)
    }
}

impl Input for DynamicImage {
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
        let (width, height) = (self.width() as usize, self.height() as usize);
        // Images have 32-bit sides: a network wider than that has no image that could be made to fit.
        let sides = (u32::try_from(volume.width), u32::try_from(volume.height));
        let (true, (Ok(columns), Ok(rows))) = (width * height > 0, sides) else {
            return Err(InputError::Size { expected: volume, width, height });
        };
        let image = if (width, height) == (volume.width, volume.height) {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.resize_exact(columns, rows, FilterType::Triangle))
        };
        match (&*image, volume.depth) {
            (DynamicImage::ImageLuma8(grey), 1) => grey.as_raw().write(volume, normalization, into),
            (DynamicImage::ImageRgb8(rgb), 3) => rgb.as_raw().write(volume, normalization, into),
            (image, 1) => image.to_luma8().as_raw().write(volume, normalization, into),
            (image, 2) => image.to_luma_alpha8().as_raw().write(volume, normalization, into),
            (image, 3) => image.to_rgb8().as_raw().write(volume, normalization, into),
            (image, 4) => image.to_rgba8().as_raw().write(volume, normalization, into),
            (_, channels) => Err(InputError::Channels { channels }),
        }
    }
}

/// The buffers of `image`: as they lie where they fit, through [`DynamicImage`] where they do not.
macro_rules! image_buffers {
    ($($buffer:ty, $depth:literal;)*) => {$(
        impl Input for $buffer {
            fn write(
                &self,
                volume: Volume,
                normalization: &Normalization,
                into: &mut [f32],
            ) -> Result<(), InputError> {
                let fits = (self.width() as usize, self.height() as usize) == (volume.width, volume.height);
                if fits && volume.depth == $depth {
                    return self.as_raw().write(volume, normalization, into);
                }
                DynamicImage::from(self.clone()).write(volume, normalization, into)
            }
        }
    )*};
}

image_buffers! {
    GrayImage, 1;
    RgbImage, 3;
    RgbaImage, 4;
}

/// An image that does not fit the network, or a label that it does not have.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InputError {
    /// The image has another number of values.
    Length {
        /// The network's input.
        expected: Volume,
        /// The values that came.
        found: usize,
    },
    /// A class label beyond the network's last class.
    Class {
        /// Which sample of the batch or data set.
        sample: usize,
        /// Its label.
        found: usize,
        /// The number of classes.
        classes: usize,
    },
    /// A class where the network wants values, or values of another length.
    Target {
        /// Which sample of the batch or data set.
        sample: usize,
        /// What the network wants.
        expected: String,
        /// What came.
        found: String,
    },
    /// Another number of labels than of images.
    Count {
        /// Images.
        images: usize,
        /// Labels.
        labels: usize,
    },
    /// An image of another width or height, where images are not resized, or without pixels.
    Size {
        /// The network's input.
        expected: Volume,
        /// The image's columns.
        width: usize,
        /// The image's rows.
        height: usize,
    },
    /// A picture that cannot be read from its file.
    Picture {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A network whose input is no kind of picture: it has neither 1, 2, 3 nor 4 channels.
    Channels {
        /// The network's channels.
        channels: usize,
    },
    /// The normalisation has neither one number nor one a channel, nor one a value.
    Normalization {
        /// The network's channels.
        channels: usize,
        /// The numbers that came.
        found: usize,
    },
    /// The normalisation whitens images of another number of values.
    Whitening {
        /// The network's input.
        expected: Volume,
        /// Values of the images that it whitens.
        found: usize,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let volume = |v: &Volume| format!("{}x{}x{}", v.width, v.height, v.depth);
        match self {
            InputError::Length { expected, found } => write!(
                f,
                "the image has {found} values, but the network's input {} has {}",
                volume(expected),
                expected.len()
            ),
            InputError::Class { sample, found, classes } => write!(
                f,
                "sample {sample} has class {found}, but the network has {classes} classes (0 to {})",
                classes.saturating_sub(1)
            ),
            InputError::Target { sample, expected, found } => {
                write!(f, "sample {sample} has {found} as its target, but the network wants {expected}")
            }
            InputError::Count { images, labels } => write!(f, "{images} images, but {labels} labels"),
            InputError::Size { expected, width, height } => {
                write!(f, "the image is {width}x{height}, but the network's input is {}", volume(expected))
            }
            InputError::Picture { path, reason } => write!(f, "{}: {reason}", path.display()),
            InputError::Channels { channels } => write!(
                f,
                "an image has 1 to 4 channels, but the network's input has {channels}: give it values (`[f32]`)"
            ),
            InputError::Normalization { channels, found } => write!(
                f,
                "the normalisation has {found} numbers, but the network's input {channels} channels: it takes one for \
                 all, one a channel or one a value"
            ),
            InputError::Whitening { expected, found } => write!(
                f,
                "the normalisation whitens {found} values, but the network's input {} has {}",
                volume(expected),
                expected.len()
            ),
        }
    }
}

impl std::error::Error for InputError {}

/// What an image should give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// A class, from 0.
    Class(usize),
    /// Values, for a network without softmax.
    Values(&'a [f32]),
    /// Two classes, as an image has that is mixed of two.
    Mixed {
        /// Both.
        classes: [usize; 2],
        /// The part of the first, from 0 to 1; the other has the rest.
        share: f32,
    },
}

impl Target<'_> {
    /// The class, or that which has the larger part.
    pub fn class(&self) -> Option<usize> {
        match *self {
            Target::Class(class) => Some(class),
            Target::Mixed { classes: [first, second], share } => Some(if share >= 0.5 { first } else { second }),
            Target::Values(_) => None,
        }
    }
}

/// Images with their targets.
pub trait Dataset: Sync {
    /// How many.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes image `index` as [`Input::write`] does: `volume.len()` values, depth by depth.
    ///
    /// # Errors
    /// Where the image does not fit `volume`, or the normalisation its channels.
    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError>;

    /// Writes image `index` as a training is to see it in an epoch that has this `seed`, which is another one in every
    /// epoch. It must depend on nothing else. Where it is not said, as [`read`](Dataset::read) does;
    /// [`Augmented`](crate::data::Augmented) changes it at random.
    ///
    /// # Errors
    /// Where the image does not fit `volume`, or the normalisation its channels.
    fn draw(
        &self,
        index: usize,
        seed: u64,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        let _ = seed;
        self.read(index, volume, normalization, into)
    }

    /// What image `index` should give.
    fn target(&self, index: usize) -> Target<'_>;

    /// Whether a training's images take so much work that a few of them are worth waking threads for. Otherwise it
    /// takes many or large ones.
    fn is_laborious(&self) -> bool {
        false
    }

    /// Says that from now on the images `indices` will be read for a training, in about this order and for a network
    /// with input `volume`, so that files can be read ahead of that. Nothing has to be done, and other images may be
    /// read too.
    fn announce(&self, indices: &[usize], volume: Volume) {
        let _ = (indices, volume);
    }
}

impl<D: Dataset + ?Sized> Dataset for &D {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        (**self).read(index, volume, normalization, into)
    }

    fn draw(
        &self,
        index: usize,
        seed: u64,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        (**self).draw(index, seed, volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        (**self).target(index)
    }

    fn is_laborious(&self) -> bool {
        (**self).is_laborious()
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        (**self).announce(indices, volume);
    }
}
