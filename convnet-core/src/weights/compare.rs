//! A network's tensors beside those of a file.

use super::names::{Names, TRAINING};
use super::numbers::width;
use super::read::WHITENING;
use super::{Mismatch, WeightsError};
use crate::network::{Generated, Tensor};
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What of a file a network can take.
pub(super) struct Comparison<'f> {
    /// Tensors of the network with those of the file that fit them, in the network's order.
    pub fits: Vec<(&'static Tensor, &'f TensorInfo)>,
    /// Every difference.
    pub differences: Vec<Mismatch>,
    file_network: Option<String>,
}

impl<'f> Comparison<'f> {
    /// Compares the tensors of `N`, under the names that they have in the file, with the file's.
    pub fn new<N: Generated>(names: &Names, file: &'f Metadata) -> Comparison<'f> {
        let infos = file.tensors();
        let mut differences = names.mistakes(N::TENSORS);
        let (mut fits, mut wanted) = (Vec::new(), HashSet::new());
        for tensor in N::TENSORS {
            let file_name = names.theirs(tensor.name);
            // A name that was asked for before is among the mistakes.
            if wanted.insert(file_name.clone()) {
                match compare(tensor, file_name, &infos) {
                    Ok(info) => fits.push((tensor, info)),
                    Err(difference) => differences.push(difference),
                }
            }
        }
        let beside =
            |name: &str| is_counter(name) || name == WHITENING || name.starts_with(TRAINING) || names.passed_over(name);
        let known = |name: &String| wanted.contains(name) || beside(name);
        let others = file.offset_keys().into_iter().filter(|name| !known(name));
        let unexpected = |name: String| Mismatch::Unexpected { found: infos[&name].shape.clone(), file_name: name };
        differences.extend(others.map(unexpected));
        let file_network = file.metadata().as_ref().and_then(|entries| entries.get("network")).cloned();
        Comparison { fits, differences, file_network }
    }

    /// The differences as the reason why the network `N` takes nothing of `path`.
    pub fn into_error<N: Generated>(self, path: &Path) -> WeightsError {
        let Comparison { differences, file_network, .. } = self;
        WeightsError::Mismatch { path: path.to_owned(), network: N::NAME, file_network, differences }
    }
}

fn compare<'f>(
    tensor: &Tensor,
    file_name: String,
    infos: &HashMap<String, &'f TensorInfo>,
) -> Result<&'f TensorInfo, Mismatch> {
    let (name, expected) = (tensor.name.to_owned(), tensor.shape().to_vec());
    match infos.get(&file_name) {
        None => Err(Mismatch::Missing { name, file_name, expected }),
        Some(info) if info.shape != expected => {
            Err(Mismatch::Shape { name, file_name, expected, found: info.shape.clone() })
        }
        Some(info) if width(info.dtype).is_none() => {
            Err(Mismatch::Type { name, file_name, found: info.dtype.to_string() })
        }
        Some(info) => Ok(info),
    }
}

/// PyTorch's batch normalisation counts its steps; the count means nothing to a network in use.
fn is_counter(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
}
