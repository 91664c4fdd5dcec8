//! What can be wrong with a file of weights.

use crate::network::Normalization;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why weights were not saved or loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file cannot be opened, read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done: `open`, `read`, `write`, ..
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The file is no whole safetensors file.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The byte where that shows.
        offset: u64,
        /// What belongs there.
        expected: String,
        /// What is there.
        found: String,
    },
    /// The network's normalisation of raw pixels makes no sense, and was not saved.
    Normalization {
        /// The file.
        path: PathBuf,
        /// The normalisation.
        normalization: Normalization,
    },
    /// The mapping of names does not fit the network; nothing was read or written.
    Names {
        /// The file.
        path: PathBuf,
        /// The network.
        network: &'static str,
        /// Every mistake, in the order of the mapping's pairs, then of the network's tensors.
        differences: Vec<Mismatch>,
    },
    /// The file's tensors are those of another network.
    Mismatch {
        /// The file.
        path: PathBuf,
        /// The network for which it was opened.
        network: &'static str,
        /// The network that the file says it is of, where it says so.
        file_network: Option<String>,
        /// Every difference: of the mapping's names, in the order of the network's tensors, then what the network does
        /// not have.
        differences: Vec<Mismatch>,
    },
}

/// A difference between a network's tensors and a file's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The file has no such tensor.
    Missing {
        /// Our name.
        name: String,
        /// The name in the file.
        file_name: String,
        /// Our shape.
        expected: Vec<usize>,
    },
    /// The tensors' shapes differ.
    Shape {
        /// Our name.
        name: String,
        /// The name in the file.
        file_name: String,
        /// Our shape.
        expected: Vec<usize>,
        /// The shape in the file.
        found: Vec<usize>,
    },
    /// The file's numbers are of a type that is not converted.
    Type {
        /// Our name.
        name: String,
        /// The name in the file.
        file_name: String,
        /// The type in the file.
        found: String,
    },
    /// The network has no such tensor.
    Unexpected {
        /// The name in the file.
        file_name: String,
        /// The shape in the file.
        found: Vec<usize>,
    },
    /// The mapping of names has a name that the network does not have.
    Unknown {
        /// That name.
        name: String,
    },
    /// A pair of the mapping has not as many stars in their name as in ours.
    Stars {
        /// Our name.
        name: String,
        /// The name in the file.
        file_name: String,
    },
    /// The mapping of names calls a tensor `__metadata__`, as no tensor of a file can be.
    Reserved {
        /// Our name.
        name: String,
    },
    /// The mapping of names gives two tensors of the network the same name in the file.
    Twice {
        /// Our name, the second time.
        name: String,
        /// The name in the file.
        file_name: String,
    },
    /// A checkpoint is of a training that was set up otherwise.
    Setting {
        /// What of it.
        name: String,
        /// What it is now.
        expected: String,
        /// What the file has.
        found: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = |ours: &str, theirs: &str| match ours == theirs {
            true => ours.to_owned(),
            false => format!("{ours} (in the file: {theirs})"),
        };
        match self {
            Mismatch::Missing { name, file_name, expected } => {
                write!(f, "{}: expected {expected:?}, found nothing of this name", both(name, file_name))
            }
            Mismatch::Shape { name, file_name, expected, found } => {
                write!(f, "{}: expected {expected:?}, found {found:?}", both(name, file_name))
            }
            Mismatch::Type { name, file_name, found } => {
                write!(f, "{}: expected numbers of type F32 (or F16, BF16, F64), found {found}", both(name, file_name))
            }
            Mismatch::Unexpected { file_name, found } => {
                write!(f, "{file_name}: found {found:?}, but the network has no such tensor")
            }
            Mismatch::Unknown { name } => {
                write!(f, "{name}: the mapping names it, but the network has no such layer or tensor")
            }
            Mismatch::Stars { name, file_name } => {
                let [expected, found] = [name, file_name].map(|name| name.matches('*').count());
                write!(f, "({name:?}, {file_name:?}): expected {expected} `*` in the file's name, found {found}")
            }
            Mismatch::Reserved { name } => {
                write!(f, "{name}: the mapping calls it __metadata__, which names no tensor in a file")
            }
            Mismatch::Setting { name, expected, found } => write!(f, "{name}: expected {expected}, found {found}"),
            Mismatch::Twice { name, file_name } => {
                write!(f, "{name}: the mapping has {file_name} for it, as for another tensor before")
            }
        }
    }
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightsError::Io { path, action, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            WeightsError::Damaged { path, offset, expected, found } => {
                write!(f, "{}: at byte {offset}: expected {expected}, found {found}", path.display())
            }
            WeightsError::Normalization { path, normalization: Normalization { scale, mean, std, .. } } => write!(
                f,
                "{} is not written: expected a normalisation with one mean and deviation, one a channel or one a \
                 value, all finite and no deviation 0, found scale {scale}, {} means, the first {:?}, and {} \
                 deviations, the first {:?}",
                path.display(),
                mean.len(),
                mean.first(),
                std.len(),
                std.first()
            ),
            WeightsError::Names { path, network, differences } => {
                let path = path.display();
                write!(f, "{path} is left alone: the mapping of names does not fit the network {network}")?;
                differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
            }
            WeightsError::Mismatch { path, network, file_network, differences } => {
                write!(f, "{} does not fit the network {network}", path.display())?;
                if let Some(name) = file_network.as_ref().filter(|name| name != network) {
                    write!(f, ": it was saved from {name}")?;
                }
                differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
            }
        }
    }
}

impl std::error::Error for WeightsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WeightsError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
