//! Data sets: files of images and labels, folders of pictures, samples of the user's own, and views of all of them.
//!
//! What flows in are paths; what flows out are [`Dataset`](crate::network::Dataset)s, from which training and
//! evaluation read one image at a time. Files are not trusted: sizes are checked against the file before memory is
//! taken, and each error names file, place, what was expected and what was found.

mod augment;
mod cifar;
mod digit;
mod error;
mod folder;
mod idx;
mod mnist;
mod samples;
mod views;

pub use augment::*;
pub use cifar::Cifar10;
pub use digit::digit;
pub use error::DataError;
pub use folder::{Fit, ImageFolder, read_picture};
pub use idx::Idx;
pub use mnist::{LabelledImages, Mnist};
pub use samples::Samples;
pub(crate) use views::shuffle;
pub use views::{DatasetExt, Drawn, Subset};
