//! MNIST and the data sets that come in files of the same names (Fashion-MNIST, KMNIST, EMNIST's splits renamed).

use super::{DataError, Idx};
use crate::network::{Dataset, Input, InputError, Normalization, Target};
use crate::shape::Volume;
use std::path::{Path, PathBuf};

/// Images of unsigned bytes, each with a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledImages {
    volume: Volume,
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

impl LabelledImages {
    /// Reads two IDX files: images `[count, height, width]` (or `[count, height, width, channels]`), and labels
    /// `[count]`.
    ///
    /// # Errors
    /// Where [`Idx::read`] has one, or a file has other dimensions, or the counts differ.
    pub fn read(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<LabelledImages, DataError> {
        let (images, labels) = (images.as_ref(), labels.as_ref());
        let pixels = Idx::read(images)?;
        let classes = Idx::read(labels)?;
        let volume = match pixels.dims[..] {
            [_, height, width] => Volume::new(width, height, 1),
            [_, height, width, depth] => Volume::new(width, height, depth),
            _ => return Err(rank(images, "3 dimensions (images, height, width)", &pixels)),
        };
        if classes.dims.len() != 1 {
            return Err(rank(labels, "1 dimension (labels)", &classes));
        }
        let (image_count, label_count) = (pixels.dims[0], classes.dims[0]);
        if image_count != label_count {
            let (images, labels) = (images.to_owned(), labels.to_owned());
            return Err(DataError::Count { images, image_count, labels, label_count });
        }
        Ok(LabelledImages { volume, pixels: pixels.data, labels: classes.data })
    }

    /// `pixels`: `volume.len()` an image, channels interleaved; one of `labels` for each.
    pub(super) fn new(volume: Volume, pixels: Vec<u8>, labels: Vec<u8>) -> LabelledImages {
        LabelledImages { volume, pixels, labels }
    }

    /// The size of each image.
    pub fn volume(&self) -> Volume {
        self.volume
    }

    /// Image `index`: `[height, width, channels]`, channels interleaved.
    ///
    /// # Panics
    /// Where there is no such image.
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels[index * self.volume.len()..][..self.volume.len()]
    }

    /// The class of image `index`.
    ///
    /// # Panics
    /// Where there is no such image.
    pub fn label(&self, index: usize) -> usize {
        self.labels[index].into()
    }

    /// The largest class and one: how many classes a network for these images needs.
    pub fn classes(&self) -> usize {
        self.labels.iter().max().map_or(0, |&label| usize::from(label) + 1)
    }

    /// Checks that all classes are below `classes`. Training checks it too; this is for telling early.
    ///
    /// # Errors
    /// [`InputError::Class`], with the first sample that has a larger one.
    pub fn check_classes(&self, classes: usize) -> Result<(), InputError> {
        match self.labels.iter().position(|&label| usize::from(label) >= classes) {
            None => Ok(()),
            Some(sample) => Err(InputError::Class { sample, found: self.label(sample), classes }),
        }
    }
}

fn rank(path: &Path, expected: &str, idx: &Idx) -> DataError {
    DataError::Format {
        path: path.to_owned(),
        offset: 3,
        unpacked: false,
        expected: expected.into(),
        found: idx.dims.len().to_string(),
    }
}

impl Dataset for LabelledImages {
    fn len(&self) -> usize {
        self.labels.len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        // As many values in another arrangement would pass unnoticed.
        if self.volume.width != volume.width || self.volume.height != volume.height {
            let Volume { width, height, .. } = self.volume;
            return Err(InputError::Size { expected: volume, width, height });
        }
        self.image(index).write(volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        Target::Class(self.label(index))
    }
}

/// A training and a test set from the four files in which MNIST is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mnist {
    /// `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`: MNIST has 60,000 images of 28x28.
    pub train: LabelledImages,
    /// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`: 10,000.
    pub test: LabelledImages,
}

impl Mnist {
    /// Reads the four files from `directory`, each as it is or with `.gz` behind its name, with a dash or a dot
    /// before `idx`.
    ///
    /// # Errors
    /// Where a file is missing or wrong.
    pub fn load(directory: impl AsRef<Path>) -> Result<Mnist, DataError> {
        let directory = directory.as_ref();
        // A missing directory is told as such, not as a missing file.
        std::fs::read_dir(directory).map_err(|source| DataError::Io { path: directory.to_owned(), source })?;
        let set = |name: &str| {
            LabelledImages::read(
                find(directory, &format!("{name}-images"), "idx3-ubyte")?,
                find(directory, &format!("{name}-labels"), "idx1-ubyte")?,
            )
        };
        Ok(Mnist { train: set("train")?, test: set("t10k")? })
    }
}

fn find(directory: &Path, stem: &str, kind: &str) -> Result<PathBuf, DataError> {
    let names =
        [format!("{stem}-{kind}"), format!("{stem}-{kind}.gz"), format!("{stem}.{kind}"), format!("{stem}.{kind}.gz")];
    match names.iter().map(|name| directory.join(name)).find(|path| path.exists()) {
        Some(path) => Ok(path),
        None => Err(DataError::Missing { directory: directory.to_owned(), names: names[..2].to_vec() }),
    }
}
