//! Filters that whiten the patches of images.

use super::{Dataset, InputError, Network, Storage, eigen};
use std::fmt;

/// Why a network's first layer cannot be given filters of patches.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PatchError {
    /// It is no convolution that could have them.
    Layer {
        /// The layer's name.
        layer: &'static str,
        /// What it may be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// An image cannot be read, or does not fit the network.
    Input(InputError),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatchError::Layer { layer, expected, found } => write!(f, "{layer}: expected {expected}, found {found}"),
            PatchError::Input(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PatchError::Layer { .. } => None,
            PatchError::Input(error) => error.source(),
        }
    }
}

impl From<InputError> for PatchError {
    fn from(error: InputError) -> PatchError {
        PatchError::Input(error)
    }
}

/// A window over an image, all channels of it.
struct Patches {
    channels: usize,
    /// Distances of the window's taps from its corner, in an image's values; `CHW`.
    taps: Vec<usize>,
    /// Values of a row and of a plane of an image.
    row: usize,
    plane: usize,
    /// Places to the right and downwards that lie within the image.
    places: (usize, usize),
    filters: usize,
}

impl Patches {
    /// Those that the first convolution of `N` reads.
    fn of<N: Network>() -> Result<Patches, PatchError> {
        let layer = &N::LAYERS[0];
        let wrong = |expected: String, found: String| PatchError::Layer { layer: layer.name, expected, found };
        let Some(window) = layer.window.filter(|_| layer.kind == "conv") else {
            return Err(wrong("a convolution".into(), layer.kind.into()));
        };
        if layer.groups != 1 {
            return Err(wrong("a convolution without groups".into(), format!("{} groups", layer.groups)));
        }
        let (volume, step) = (N::INPUT, layer.dilation);
        let reach = ((window.x - 1) * step.x, (window.y - 1) * step.y);
        let places = (volume.width.saturating_sub(reach.0), volume.height.saturating_sub(reach.1));
        let len = window.x * window.y * volume.depth;
        let filters = layer.output.depth;
        if !filters.is_multiple_of(2) || filters / 2 > len {
            let expected =
                format!("an even number of filters, at most {} ({len} components and their opposites)", 2 * len);
            return Err(wrong(expected, format!("{filters} filters")));
        }
        if places.0 * places.1 == 0 {
            return Err(wrong("a window within the image".into(), format!("{}x{}", window.x, window.y)));
        }
        let tap = |i: usize| {
            let (c, y, x) = (i / (window.x * window.y), i / window.x % window.y, i % window.x);
            c * volume.plane() + y * step.y * volume.width + x * step.x
        };
        let taps = (0..len).map(tap).collect();
        Ok(Patches { channels: volume.depth, taps, row: volume.width, plane: volume.plane(), places, filters })
    }

    /// The mean patch, and the covariance of its values, over all places of all images.
    fn moments<N: Network, D: Dataset + ?Sized>(
        &self,
        network: &N,
        data: &D,
    ) -> Result<(Vec<f64>, Vec<Vec<f64>>), InputError> {
        let len = self.taps.len();
        let mut image = vec![0.0; self.channels * self.plane];
        let (mut sums, mut products) = (vec![0.0; len], vec![vec![0.0; len]; len]);
        let mut patch = vec![0.0; len];
        for i in 0..data.len() {
            data.read(i, N::INPUT, network.store().normalization(), &mut image)?;
            for (y, x) in (0..self.places.1).flat_map(|y| (0..self.places.0).map(move |x| (y, x))) {
                let corner = y * self.row + x;
                patch.iter_mut().zip(&self.taps).for_each(|(value, tap)| *value = f64::from(image[corner + tap]));
                for (a, row) in products.iter_mut().enumerate() {
                    sums[a] += patch[a];
                    row[a..].iter_mut().zip(&patch[a..]).for_each(|(product, b)| *product += patch[a] * b);
                }
            }
        }
        let count = (data.len() * self.places.0 * self.places.1).max(1) as f64;
        let mean: Vec<f64> = sums.iter().map(|sum| sum / count).collect();
        let covariance = |a: usize, b: usize| products[a.min(b)][a.max(b)] / count - mean[a] * mean[b];
        let covariance = (0..len).map(|a| (0..len).map(|b| covariance(a, b)).collect()).collect();
        Ok((mean, covariance))
    }
}

/// Gives the first convolution the filters of [`Network::whiten_patches`].
pub(super) fn whiten<N: Network, D: Dataset + ?Sized>(
    network: &mut N,
    data: &D,
    epsilon: f64,
) -> Result<(), PatchError> {
    let patches = Patches::of::<N>()?;
    let (mean, covariance) = patches.moments(network, data)?;
    let (values, vectors) = eigen(covariance);
    let tensor = |ending: &str| {
        let name = format!("{}.{ending}", N::LAYERS[0].name);
        N::TENSORS.iter().find(|tensor| tensor.name == name)
    };
    let (weights, biases) = (tensor("weight"), tensor("bias"));
    let (len, half) = (patches.taps.len(), patches.filters / 2);
    let params = network.params_mut();
    for filter in 0..patches.filters {
        let (component, sign) = (filter % half, if filter < half { 1.0 } else { -1.0 });
        // Eigenvalues are not below 0, but for rounding.
        let factor = sign / (values[component].max(0.0) + epsilon).sqrt();
        let taps: Vec<f64> = vectors[component].iter().map(|v| factor * v).collect();
        if let Some(weights) = weights {
            let weights = &mut params[weights.range()][filter * len..(filter + 1) * len];
            weights.iter_mut().zip(&taps).for_each(|(weight, tap)| *weight = *tap as f32);
        }
        if let Some(biases) = biases {
            params[biases.range()][filter] = -taps.iter().zip(&mean).map(|(tap, mean)| tap * mean).sum::<f64>() as f32;
        }
    }
    Ok(())
}
