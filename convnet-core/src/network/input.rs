//! Images and labels on their way into a network.

use convnet_shape::Volume;

/// How raw pixels in 0..=255 become inputs: `(pixel · scale − mean[c]) / std[c]`, channel by channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalization {
    /// What a pixel is multiplied with; 1/255 unless said.
    pub scale: f32,
    /// One mean a channel, or one for all.
    pub mean: Vec<f32>,
    /// One standard deviation a channel, or one for all.
    pub std: Vec<f32>,
}

impl Default for Normalization {
    /// 0..=255 becomes 0..=1.
    fn default() -> Self {
        Normalization { scale: 1.0 / 255.0, mean: vec![0.0], std: vec![1.0] }
    }
}

/// An image that a network can read.
///
/// - `[f32]`: depth by depth (`CHW`), taken as they are;
/// - `[u8]`: raw pixels, channels interleaved as image files have them (`HWC`), normalised as the network declares;
/// - `image::DynamicImage` and its kin: converted to one channel or three, and resized where the size differs.
pub trait Input {
    /// Writes `volume.len()` values, depth by depth.
    fn write(&self, volume: Volume, normalization: &Normalization, into: &mut [f32]) -> Result<(), InputError>;
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
    /// The normalisation has neither one number nor one a channel.
    Normalization {
        /// The network's channels.
        channels: usize,
        /// The numbers that came.
        found: usize,
    },
}

/// What an image should give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// A class, from 0.
    Class(usize),
    /// Values, for a network without softmax.
    Values(&'a [f32]),
}

/// Images with their targets.
pub trait Dataset: Sync {
    /// How many.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes image `index` as [`Input::write`] does.
    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError>;

    /// What image `index` should give.
    fn target(&self, index: usize) -> Target<'_>;
}
