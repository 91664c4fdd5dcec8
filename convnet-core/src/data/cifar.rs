//! CIFAR-10 in its binary version: records of a label and 32x32 red, green and blue bytes.

use super::{DataError, LabelledImages};
use crate::shape::Volume;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Of an image.
const VOLUME: Volume = Volume::new(32, 32, 3);

/// Bytes of a record: the label's and the image's.
const RECORD: usize = 1 + 3 * 32 * 32;

/// CIFAR-10 (Krizhevsky 2009): photographs of ten classes, 32x32 RGB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cifar10 {
    /// `data_batch_1.bin` to `data_batch_5.bin`, one after the other: 50,000 images as they are published.
    pub train: LabelledImages,
    /// `test_batch.bin`: 10,000.
    pub test: LabelledImages,
}

impl Cifar10 {
    /// What each class shows.
    pub const CLASSES: [&str; 10] =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// Reads the six files of the binary version (`cifar-10-batches-bin`) from `directory`, of any number of records.
    ///
    /// # Errors
    /// Where a file is missing, has no whole number of records or none, or a label above 9.
    pub fn load(directory: impl AsRef<Path>) -> Result<Cifar10, DataError> {
        let directory = directory.as_ref();
        // A missing directory is told as such, not as a missing file.
        std::fs::read_dir(directory).map_err(|source| DataError::Io { path: directory.to_owned(), source })?;
        let set = |names: &[&str]| {
            let (mut pixels, mut labels) = (Vec::new(), Vec::new());
            for name in names {
                let path = directory.join(name);
                if !path.exists() {
                    let names = vec![(*name).to_owned()];
                    return Err(DataError::Missing { directory: directory.to_owned(), names });
                }
                read(&path, &mut pixels, &mut labels)?;
            }
            Ok(LabelledImages::new(VOLUME, pixels, labels))
        };
        let train =
            ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];
        Ok(Cifar10 { train: set(&train)?, test: set(&["test_batch.bin"])? })
    }
}

/// Adds a file's records to `pixels` (channels interleaved) and `labels`.
fn read(path: &Path, pixels: &mut Vec<u8>, labels: &mut Vec<u8>) -> Result<(), DataError> {
    let io = |source| DataError::Io { path: path.to_owned(), source };
    let format = |offset: usize, expected: &str, found: String| DataError::Format {
        path: path.to_owned(),
        offset: offset as u64,
        unpacked: false,
        expected: expected.to_owned(),
        found,
    };
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(io(io::Error::other("not a file")));
    }
    let size = usize::try_from(metadata.len()).map_err(|_| io(io::Error::other("larger than memory")))?;
    let (count, rest) = (size / RECORD, size % RECORD);
    if rest != 0 || count == 0 {
        let expected = format!("a record of {RECORD} bytes (a label, then 32x32 red, green and blue)");
        return Err(format(size - rest, &expected, format!("{rest}, then the end of the file")));
    }
    pixels.reserve_exact(count * VOLUME.len());
    labels.reserve_exact(count);
    let (mut reader, mut record) = (BufReader::new(file), [0; RECORD]);
    for i in 0..count {
        reader.read_exact(&mut record).map_err(io)?;
        let [label, channels @ ..] = &record;
        if usize::from(*label) >= Cifar10::CLASSES.len() {
            return Err(format(i * RECORD, "a label from 0 to 9", label.to_string()));
        }
        labels.push(*label);
        let [red, green, blue] = [0, 1, 2].map(|c| &channels[c * VOLUME.plane()..][..VOLUME.plane()]);
        pixels.extend(red.iter().zip(green).zip(blue).flat_map(|((r, g), b)| [*r, *g, *b]));
    }
    Ok(())
}
