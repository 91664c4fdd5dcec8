//! Saving and loading, as networks have it.

use super::names::Names;
use super::{Matched, WeightsError, read, write};
use crate::network::Network;
use std::path::Path;

/// Saving and loading of weights. Every network has it.
///
/// Tensors have the names of [`Generated::TENSORS`](crate::network::Generated::TENSORS): the layer's label (or its
/// kind and number), a dot, and `weight`, `bias`, .. Weights of convolutions lie in OIHW order, those of fully
/// connected layers as `[units, inputs]`: PyTorch's layouts.
pub trait Weights: Network {
    /// Writes parameters, running statistics and the normalisation of inputs to `path`; a whitening's matrix is the tensor
    /// `normalization.whitening`.
    ///
    /// The file is written beside `path`, synced and renamed: whoever reads `path` meanwhile, and whatever happens, sees
    /// the old file or the new one, whole. The same weights give the same bytes.
    ///
    /// # Errors
    /// Where the file cannot be written, or the normalisation is none that [`load`](Weights::load) takes; an existing
    /// file is unchanged then.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        write::save(self, path.as_ref(), &Names::same())
    }

    /// A network with the weights of `path`, and the normalisation that was saved with them.
    ///
    /// Values are 32-bit floats; files of 16-bit ones (IEEE and bfloat16) and 64-bit ones are converted. PyTorch's
    /// counters `num_batches_tracked` are passed over, and so is what a checkpoint of a
    /// [`Trainer`](crate::train::Trainer::checkpoints) has beside the weights.
    ///
    /// # Errors
    /// Where the file cannot be read, is damaged, or belongs to another network: that error lists every tensor that
    /// is missing, unexpected, or of another shape or type.
    fn load(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        read::load(path.as_ref(), &Names::same())
    }

    /// [`load`](Weights::load) for files with other names: `names` are pairs of ours and theirs, either of whole
    /// tensors (`("fc1.weight", "classifier.0.weight")`) or of layers (`("conv1", "features.0")`). What no pair names
    /// has the same name in the file.
    ///
    /// A `*` in ours stands for one or more characters other than `.` and `_`, and these take the place of the `*` in
    /// theirs, in their order. Where several pairs fit, those of tensors stand above those of layers, then the first
    /// one stands. A pair with nothing in ours names what the file may have although the network has not: it is passed
    /// over.
    ///
    /// ```
    /// # use convnet_core::{network::Network, weights::{Weights, WeightsError}};
    /// # fn example<Cnn: Network>() -> Result<Cnn, WeightsError> {
    /// // block3_conv1.weight is blocks.3.conv1.weight in the file, which also has, or has not, head.weight.
    /// let names = [("conv1", "features.0"), ("block*_*", "blocks.*.*"), ("", "head")];
    /// Cnn::load_with("cnn.safetensors", &names)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`load`](Weights::load); also where a pair names nothing that the network has, two tensors get one name, or
    /// a pair has not as many stars in theirs as in ours.
    fn load_with(path: impl AsRef<Path>, names: &[(&str, &str)]) -> Result<Self, WeightsError> {
        read::load(path.as_ref(), &Names::new::<Self>(names, path.as_ref())?)
    }

    /// [`save`](Weights::save) under other names, which are pairs as [`load_with`](Weights::load_with) has them, so
    /// that it loads what this has written. What a pair with nothing in ours names is not written.
    ///
    /// # Errors
    /// As [`save`](Weights::save), and where the pairs do not fit the network.
    fn save_with(&self, path: impl AsRef<Path>, names: &[(&str, &str)]) -> Result<(), WeightsError> {
        write::save(self, path.as_ref(), &Names::new::<Self>(names, path.as_ref())?)
    }

    /// Takes from `path` every tensor that fits by its name, shape and type, and leaves all else as it is: so a network
    /// with a new end begins with the weights of a trained one. `names` are pairs as
    /// [`load_with`](Weights::load_with) has them; here they may name what the network does not have.
    ///
    /// The file's normalisation of inputs, where it has one, is taken together with the network's first tensor:
    /// whoever reads images as before wants them as before.
    ///
    /// ```
    /// # use convnet_core::{network::Network, weights::{Weights, WeightsError}};
    /// # fn example<Cats: Network>() -> Result<Cats, WeightsError> {
    /// let mut network = Cats::init(&mut rand::rng());
    /// let matched = network.load_matching("imagenet.safetensors", &[])?;
    /// println!("{matched}");
    /// # Ok(network)
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the file cannot be read or is damaged, a pair has not as many stars in theirs as in ours, or nothing fits:
    /// that error lists why. The network is as before then.
    fn load_matching(&mut self, path: impl AsRef<Path>, names: &[(&str, &str)]) -> Result<Matched, WeightsError> {
        read::load_matching(self, path.as_ref(), &Names::new::<Self>(names, path.as_ref())?)
    }
}

impl<N: Network> Weights for N {}
