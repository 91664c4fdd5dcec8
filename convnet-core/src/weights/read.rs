//! Reading a file that may be anything.

use super::compare::Comparison;
use super::names::Names;
use super::numbers::{convert, width};
use super::{Matched, WeightsError};
use crate::network::{Generated, Normalization, Storage, Tensor, Whitening};
use crate::shape::Volume;
use flate2::Crc;
use safetensors::tensor::{Metadata, TensorInfo};
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// The length of the header's length.
pub(crate) const PREFIX: u64 = 8;

/// No header is longer: the largest networks have some thousand tensors of about a hundred bytes each. (The format
/// allows 100 MB.)
const LONGEST_HEADER: u64 = 100_000_000;

/// The tensor that is the normalisation's, in files whose networks whiten images.
pub(crate) const WHITENING: &str = "normalization.whitening";

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// A network with the weights of `path`, which has all of them.
pub(super) fn load<N: Generated>(path: &Path, names: &Names) -> Result<N, WeightsError> {
    let mut file = OpenFile::open(path)?;
    let (data_start, metadata) = file.header()?;
    let comparison = Comparison::new::<N>(names, &metadata);
    if !comparison.differences.is_empty() {
        return Err(comparison.into_error::<N>(path));
    }
    let mut store = N::Store::zeroed();
    if let Some(normalization) = file.normalization::<N>(data_start, &metadata)? {
        *store.normalization_mut() = normalization;
    }
    file.take(data_start, &comparison.fits, &mut store)?;
    Ok(N::from_store(store))
}

/// Gives `network` what fits of the weights of `path`.
pub(super) fn load_matching<N: Generated>(
    network: &mut N,
    path: &Path,
    names: &Names,
) -> Result<Matched, WeightsError> {
    let mut file = OpenFile::open(path)?;
    let (data_start, metadata) = file.header()?;
    let comparison = Comparison::new::<N>(names, &metadata);
    if comparison.fits.is_empty() {
        return Err(comparison.into_error::<N>(path));
    }
    let taken: Vec<_> = comparison.fits.iter().map(|(tensor, _)| tensor.name).collect();
    // What reads the images has learned from images that were normalised like this.
    let normalization = match taken.first() == N::TENSORS.first().map(|tensor| &tensor.name) {
        true => file.normalization::<N>(data_start, &metadata)?,
        false => None,
    };
    // A file that cannot be read to its end changes a copy only.
    let mut store = network.store().clone();
    file.take(data_start, &comparison.fits, &mut store)?;
    let normalized = normalization.is_some();
    if let Some(normalization) = normalization {
        *store.normalization_mut() = normalization;
    }
    *network.store_mut() = store;
    Ok(Matched { taken, left: comparison.differences, normalization: normalized })
}

/// What is written beside the tensors: the network's name and how raw pixels become inputs.
pub(super) fn metadata(network: &str, normalization: &Normalization) -> Map<String, Value> {
    let list = |numbers: &[f32]| numbers.iter().map(f32::to_string).collect::<Vec<_>>().join(" ");
    let Normalization { scale, mean, std, whitening: _ } = normalization;
    let entries =
        [("network", network.to_owned()), ("scale", scale.to_string()), ("mean", list(mean)), ("std", list(std))];
    entries.map(|(key, text)| (key.to_owned(), Value::from(text))).into_iter().collect()
}

/// Whether raw pixels of images of volume `input` become numbers: means, deviations and whitening fit, are all finite,
/// and no deviation is 0. Files have no others.
pub(super) fn usable(normalization: &Normalization, input: Volume) -> bool {
    let Normalization { scale, mean, std, whitening } = normalization;
    let matrix = whitening.iter().flat_map(|whitening| whitening.matrix());
    let finite = [*scale].iter().chain(mean).chain(std).chain(matrix).all(|number| number.is_finite());
    finite && normalization.check(input).is_ok() && std.iter().all(|std| *std != 0.0)
}

/// Numbers as text, in a message that is no longer than a few lines.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?} ..", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// A file being read, and what errors need to know of it.
pub(crate) struct OpenFile<'a> {
    path: &'a Path,
    reader: BufReader<File>,
    len: u64,
    buffer: Vec<u8>,
}

impl<'a> OpenFile<'a> {
    pub(crate) fn open(path: &'a Path) -> Result<OpenFile<'a>, WeightsError> {
        let failed = |source| WeightsError::Io { path: path.to_owned(), action: "open", source };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(io::Error::other("not a file")));
        }
        Ok(OpenFile { path, reader: BufReader::new(file), len: metadata.len(), buffer: vec![0; CHUNK] })
    }

    pub(crate) fn damaged(&self, offset: u64, expected: impl Into<String>, found: impl Into<String>) -> WeightsError {
        WeightsError::Damaged { path: self.path.to_owned(), offset, expected: expected.into(), found: found.into() }
    }

    fn read_error(&self, source: io::Error) -> WeightsError {
        WeightsError::Io { path: self.path.to_owned(), action: "read", source }
    }

    /// The header, and the byte at which the values begin. The file has exactly the bytes that the header speaks of.
    pub(crate) fn header(&mut self) -> Result<(u64, Metadata), WeightsError> {
        if self.len < PREFIX {
            let found = format!("the end of the file after {} bytes", self.len);
            return Err(self.damaged(0, "the 8 bytes of a safetensors header's length", found));
        }
        let mut prefix = [0; PREFIX as usize];
        self.reader.read_exact(&mut prefix).map_err(|error| self.read_error(error))?;
        let header_len = u64::from_le_bytes(prefix);
        let most = (self.len - PREFIX).min(LONGEST_HEADER);
        if header_len > most {
            let expected = format!("the length of a safetensors header, at most {most} in a file of {}", self.len);
            return Err(self.damaged(0, expected, header_len.to_string()));
        }
        let mut header = vec![0; header_len as usize];
        self.reader.read_exact(&mut header).map_err(|error| self.read_error(error))?;
        let metadata: Metadata = serde_json::from_slice(&header)
            .map_err(|error| self.damaged(PREFIX, "a safetensors header", error.to_string()))?;
        let start = PREFIX + header_len;
        let (expected, found) = (metadata.data_len() as u64, self.len - start);
        if expected != found {
            let offset = start + expected.min(found);
            let (expected, found) = (format!("{expected} bytes of values"), found.to_string());
            return Err(self.damaged(offset, expected, found));
        }
        Ok((start, metadata))
    }

    /// The normalisation that the file was saved with, where it has one.
    pub(crate) fn normalization<N: Generated>(
        &mut self,
        data_start: u64,
        metadata: &Metadata,
    ) -> Result<Option<Normalization>, WeightsError> {
        let Some(entries) = metadata.metadata() else { return Ok(None) };
        let (Some(scale), Some(mean), Some(std)) = (entries.get("scale"), entries.get("mean"), entries.get("std"))
        else {
            return Ok(None);
        };
        let numbers =
            |text: &str| -> Option<Vec<f32>> { text.split_whitespace().map(|number| number.parse().ok()).collect() };
        let whitening = self.whitening::<N>(data_start, metadata)?;
        let parsed = || {
            let scale = numbers(scale).filter(|scale| scale.len() == 1)?[0];
            let normalization = Normalization { scale, mean: numbers(mean)?, std: numbers(std)?, whitening };
            usable(&normalization, N::INPUT).then_some(normalization)
        };
        match parsed() {
            Some(normalization) => Ok(Some(normalization)),
            None => Err(self.damaged(
                PREFIX,
                format!(
                    "a normalisation: one scale, and one mean and deviation, {} of each, or {}",
                    N::INPUT.depth,
                    N::INPUT.len()
                ),
                format!("scale {scale:?}, mean {}, std {}", shortened(mean), shortened(std)),
            )),
        }
    }

    /// Whether the file's last tensor, one number, is the CRC-32 of all bytes before it.
    pub(crate) fn verify(&mut self) -> Result<(), WeightsError> {
        let end = self.len.saturating_sub(size_of::<u32>() as u64);
        self.reader.seek(SeekFrom::Start(0)).map_err(|error| self.read_error(error))?;
        let (mut sum, mut left) = (Crc::new(), end);
        while left > 0 {
            let bytes = &mut self.buffer[..left.min(CHUNK as u64) as usize];
            let read = self.reader.read_exact(bytes);
            sum.update(bytes);
            left -= bytes.len() as u64;
            read.map_err(|error| self.read_error(error))?;
        }
        let mut found = [0; size_of::<u32>()];
        self.reader.read_exact(&mut found).map_err(|error| self.read_error(error))?;
        let (expected, found) = (sum.sum(), u32::from_le_bytes(found));
        if expected != found {
            let expected = format!("{expected:08x}, the checksum of all bytes before it");
            return Err(self.damaged(end, expected, format!("{found:08x}")));
        }
        Ok(())
    }

    /// The matrix that the normalisation has, where it has one.
    fn whitening<N: Generated>(
        &mut self,
        data_start: u64,
        metadata: &Metadata,
    ) -> Result<Option<Whitening>, WeightsError> {
        let Some(info) = metadata.info(WHITENING) else { return Ok(None) };
        let len = N::INPUT.len();
        if info.shape != [len, len] || width(info.dtype).is_none() {
            let expected = format!("a matrix {WHITENING} of {len}x{len} numbers");
            return Err(self.damaged(PREFIX, expected, format!("{:?} of type {}", info.shape, info.dtype)));
        }
        let mut matrix = vec![0.0; len * len];
        self.values(data_start, info, &mut matrix)?;
        Ok(Whitening::new(len, matrix))
    }

    /// Reads the values of tensors into their places.
    pub(crate) fn take(
        &mut self,
        data_start: u64,
        fits: &[(&Tensor, &TensorInfo)],
        store: &mut impl Storage,
    ) -> Result<(), WeightsError> {
        for (tensor, info) in fits {
            let array = match tensor.kind.is_state() {
                true => store.params_and_state().1,
                false => store.params_mut(),
            };
            self.values(data_start, info, &mut array[tensor.range()])?;
        }
        Ok(())
    }

    /// Reads the values of a tensor, of a type that is converted.
    pub(crate) fn values(&mut self, data_start: u64, info: &TensorInfo, into: &mut [f32]) -> Result<(), WeightsError> {
        let width = width(info.dtype).unwrap_or(size_of::<f32>());
        let start = data_start + info.data_offsets.0 as u64;
        let mut result = self.reader.seek(SeekFrom::Start(start)).map(|_| ());
        for values in into.chunks_mut(CHUNK / width) {
            let bytes = &mut self.buffer[..values.len() * width];
            result = result.and_then(|()| self.reader.read_exact(bytes));
            convert(info.dtype, bytes, values);
        }
        result.map_err(|error| self.read_error(error))
    }

    /// Reads the counts of a tensor of type `U32`.
    pub(crate) fn counts(&mut self, data_start: u64, info: &TensorInfo) -> Result<Vec<u32>, WeightsError> {
        let (start, end) = info.data_offsets;
        let mut bytes = vec![0; end - start];
        let at = SeekFrom::Start(data_start + start as u64);
        let result = self.reader.seek(at).and_then(|_| self.reader.read_exact(&mut bytes));
        result.map_err(|error| self.read_error(error))?;
        Ok(bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }
}
