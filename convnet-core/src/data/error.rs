//! What can be wrong with a file of data.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// What is wrong with a file of data, and where.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// The file cannot be opened or read.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The directory has no such file.
    Missing {
        /// The directory.
        directory: PathBuf,
        /// The names under which it was looked for.
        names: Vec<String>,
    },
    /// The folder or table names no picture.
    Empty {
        /// The folder or table.
        path: PathBuf,
        /// What it should have.
        expected: &'static str,
    },
    /// The picture cannot be read.
    Picture {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file's contents are not what they should be.
    Format {
        /// The file.
        path: PathBuf,
        /// The place: a byte of the file, or of what it unpacks to.
        offset: u64,
        /// Whether `offset` counts the bytes that a compressed file unpacks to.
        unpacked: bool,
        /// What belongs there.
        expected: String,
        /// What is there.
        found: String,
    },
    /// The files of images and labels do not belong together.
    Count {
        /// The file of images.
        images: PathBuf,
        /// Its images.
        image_count: usize,
        /// The file of labels.
        labels: PathBuf,
        /// Its labels.
        label_count: usize,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataError::Io { path, source } => write!(f, "{}: {source}", path.display()),
            DataError::Missing { directory, names } => {
                write!(f, "{}: no file named {}", directory.display(), names.join(" or "))
            }
            DataError::Empty { path, expected } => write!(f, "{}: expected {expected}, found none", path.display()),
            DataError::Picture { path, reason } => write!(f, "{}: {reason}", path.display()),
            DataError::Format { path, offset, unpacked, expected, found } => {
                let of = if *unpacked { " of the unpacked data" } else { "" };
                write!(f, "{}: at byte {offset}{of}: expected {expected}, found {found}", path.display())
            }
            DataError::Count { images, image_count, labels, label_count } => write!(
                f,
                "{} has {image_count} images, but {} has {label_count} labels",
                images.display(),
                labels.display()
            ),
        }
    }
}

impl std::error::Error for DataError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DataError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
