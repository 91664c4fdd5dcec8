//! Saving and loading, as networks have it.

use super::names::Names;
use super::{WeightsError, read, write};
use crate::network::Network;
use std::path::Path;

/// Saving and loading of weights. Every network has it.
///
/// Tensors have the names of [`Generated::TENSORS`](crate::network::Generated::TENSORS): the layer's label (or its
/// kind and number), a dot, and `weight`, `bias`, .. Weights of convolutions lie in OIHW order, those of fully
/// connected layers as `[units, inputs]`: PyTorch's layouts.
pub trait Weights: Network {
    /// Writes parameters, running statistics and the normalisation of inputs to `path`.
    ///
    /// The file is written beside `path`, synced and renamed: whoever reads `path` meanwhile, and whatever happens, sees
    /// the old file or the new one, whole. The same weights give the same bytes.
    ///
    /// # Errors
    /// Where the file cannot be written, or the normalisation is none that [`load`](Weights::load) takes; an existing
    /// file is unchanged then.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        write::save(self, path.as_ref())
    }

    /// A network with the weights of `path`, and the normalisation that was saved with them.
    ///
    /// Values are 32-bit floats; files of 16-bit ones (IEEE and bfloat16) and 64-bit ones are converted. PyTorch's
    /// counters `num_batches_tracked` are passed over.
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
    /// ```
    /// # use convnet_core::{network::Network, weights::{Weights, WeightsError}};
    /// # fn example<Cnn: Network>() -> Result<Cnn, WeightsError> {
    /// Cnn::load_with("cnn.safetensors", &[("conv1", "features.0"), ("fc1", "classifier.0")])
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`load`](Weights::load); also where a pair names nothing that the network has.
    fn load_with(path: impl AsRef<Path>, names: &[(&str, &str)]) -> Result<Self, WeightsError> {
        read::load(path.as_ref(), &Names::new(names))
    }
}

impl<N: Network> Weights for N {}
