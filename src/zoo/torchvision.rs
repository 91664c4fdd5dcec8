//! Weights as torchvision has them.

use convnet::weights::{Weights, WeightsError};
use convnet::{Network, Normalization};
use std::path::Path;

/// A network that torchvision has too: its weights are read and written as a state dict of torchvision's, saved as
/// safetensors.
///
/// ```no_run
/// use convnet::zoo::{ResNet18, Torchvision};
/// use convnet::Network;
///
/// let network = ResNet18::load_torchvision("resnet18.safetensors")?;
/// let picture = image::open("cat.jpg")?;
/// println!("class {}", network.predict(&mut network.workspace(), &picture)?.class);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Torchvision: Network {
    /// The name of torchvision's function: `torchvision.models.resnet18`.
    const MODEL: &'static str;

    /// Our names and torchvision's, as [`Weights::load_with`] has them.
    const NAMES: &'static [(&'static str, &'static str)];

    /// What is subtracted from pixels between 0 and 1, channel by channel, before they reach a network with the
    /// published weights.
    const MEAN: [f32; 3] = [0.485, 0.456, 0.406];

    /// By what they are divided then.
    const STD: [f32; 3] = [0.229, 0.224, 0.225];

    /// A network with the weights of `path`, for pixels that are normalised as torchvision's are: such a file says
    /// nothing of it.
    ///
    /// # Errors
    /// As [`Weights::load`].
    fn load_torchvision(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let network = Self::load_with(path, Self::NAMES)?;
        Ok(network.with_normalization(Normalization::new(Self::MEAN, Self::STD)))
    }

    /// Writes the weights to `path` under torchvision's names. A network that wants pixels otherwise than
    /// [`MEAN`](Torchvision::MEAN) and [`STD`](Torchvision::STD) say, is better kept by [`Weights::save`]:
    /// [`load_torchvision`](Torchvision::load_torchvision) knows no others.
    ///
    /// In Python, `model.load_state_dict(safetensors.torch.load_file(path))` takes it.
    ///
    /// # Errors
    /// As [`Weights::save`].
    fn save_torchvision(&self, path: impl AsRef<Path>) -> Result<(), WeightsError> {
        self.save_with(path, Self::NAMES)
    }
}
