//! Reading a file that may be anything.

use super::names::Names;
use super::numbers::{convert, width};
use super::{Mismatch, WeightsError};
use crate::network::{Generated, Normalization, Storage, Tensor};
use safetensors::tensor::{Metadata, TensorInfo};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// The length of the header's length.
const PREFIX: u64 = 8;

/// No header is longer: the largest networks have some thousand tensors of about a hundred bytes each. (The format
/// allows 100 MB.)
const LONGEST_HEADER: u64 = 100_000_000;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

pub(super) fn load<N: Generated>(path: &Path, names: &Names) -> Result<N, WeightsError> {
    let mut file = OpenFile::open(path)?;
    let (data_start, metadata) = file.header()?;
    let infos = metadata.tensors();
    compare::<N>(path, names, &metadata, &infos)?;

    let mut store = N::Store::zeroed();
    if let Some(normalization) = file.normalization::<N>(&metadata)? {
        *store.normalization_mut() = normalization;
    }
    for tensor in N::TENSORS {
        let info = infos[&names.theirs(tensor.name)];
        let array = match tensor.kind.is_state() {
            true => store.params_and_state().1,
            false => store.params_mut(),
        };
        file.values(data_start, info, &mut array[tensor.range()])?;
    }
    Ok(N::from_store(store))
}

/// What is written beside the tensors: the network's name and how raw pixels become inputs.
pub(super) fn metadata(network: &str, normalization: &Normalization) -> Value {
    let list = |numbers: &[f32]| numbers.iter().map(f32::to_string).collect::<Vec<_>>().join(" ");
    serde_json::json!({
        "network": network,
        "scale": normalization.scale.to_string(),
        "mean": list(&normalization.mean),
        "std": list(&normalization.std),
    })
}

/// Whether raw pixels of `depth` channels become numbers: one mean and deviation or `depth` of each, all finite, and
/// no deviation of 0. Files have no others.
pub(super) fn usable(normalization: &Normalization, depth: usize) -> bool {
    let Normalization { scale, mean, std } = normalization;
    let fits = |numbers: &[f32]| numbers.len() == 1 || numbers.len() == depth;
    let finite = [*scale].iter().chain(mean).chain(std).all(|number| number.is_finite());
    finite && fits(mean) && fits(std) && std.iter().all(|std| *std != 0.0)
}

/// Finds every difference between the network's tensors and the file's.
fn compare<N: Generated>(
    path: &Path,
    names: &Names,
    metadata: &Metadata,
    infos: &HashMap<String, &TensorInfo>,
) -> Result<(), WeightsError> {
    let mut differences: Vec<Mismatch> =
        names.unknown(N::TENSORS).map(|name| Mismatch::Unknown { name: name.to_owned() }).collect();
    let mut wanted = HashSet::new();
    for tensor in N::TENSORS {
        let file_name = names.theirs(tensor.name);
        differences.extend(difference(tensor, &file_name, infos.get(&file_name).copied()));
        if !wanted.insert(file_name.clone()) {
            differences.push(Mismatch::Twice { name: tensor.name.to_owned(), file_name });
        }
    }
    let others = metadata.offset_keys().into_iter().filter(|name| !wanted.contains(name) && !is_counter(name));
    differences.extend(others.map(|name| Mismatch::Unexpected { found: infos[&name].shape.clone(), file_name: name }));
    if differences.is_empty() {
        return Ok(());
    }
    let file_network = metadata.metadata().as_ref().and_then(|entries| entries.get("network")).cloned();
    Err(WeightsError::Mismatch { path: path.to_owned(), network: N::NAME, file_network, differences })
}

fn difference(tensor: &Tensor, file_name: &str, info: Option<&TensorInfo>) -> Option<Mismatch> {
    let (name, file_name) = (tensor.name.to_owned(), file_name.to_owned());
    let expected = tensor.shape().to_vec();
    match info {
        None => Some(Mismatch::Missing { name, file_name, expected }),
        Some(info) if info.shape != expected => {
            Some(Mismatch::Shape { name, file_name, expected, found: info.shape.clone() })
        }
        Some(info) if width(info.dtype).is_none() => {
            Some(Mismatch::Type { name, file_name, found: info.dtype.to_string() })
        }
        Some(_) => None,
    }
}

/// PyTorch's batch normalisation counts its steps; the count means nothing to a network in use.
fn is_counter(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
}

/// A file being read, and what errors need to know of it.
struct OpenFile<'a> {
    path: &'a Path,
    reader: BufReader<File>,
    len: u64,
    buffer: Vec<u8>,
}

impl<'a> OpenFile<'a> {
    fn open(path: &'a Path) -> Result<OpenFile<'a>, WeightsError> {
        let failed = |source| WeightsError::Io { path: path.to_owned(), action: "open", source };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(io::Error::other("not a file")));
        }
        Ok(OpenFile { path, reader: BufReader::new(file), len: metadata.len(), buffer: vec![0; CHUNK] })
    }

    fn damaged(&self, offset: u64, expected: impl Into<String>, found: impl Into<String>) -> WeightsError {
        WeightsError::Damaged { path: self.path.to_owned(), offset, expected: expected.into(), found: found.into() }
    }

    fn read_error(&self, source: io::Error) -> WeightsError {
        WeightsError::Io { path: self.path.to_owned(), action: "read", source }
    }

    /// The header, and the byte at which the values begin. The file has exactly the bytes that the header speaks of.
    fn header(&mut self) -> Result<(u64, Metadata), WeightsError> {
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
    fn normalization<N: Generated>(&self, metadata: &Metadata) -> Result<Option<Normalization>, WeightsError> {
        let Some(entries) = metadata.metadata() else { return Ok(None) };
        let (Some(scale), Some(mean), Some(std)) = (entries.get("scale"), entries.get("mean"), entries.get("std"))
        else {
            return Ok(None);
        };
        let numbers =
            |text: &str| -> Option<Vec<f32>> { text.split_whitespace().map(|number| number.parse().ok()).collect() };
        let depth = N::INPUT.depth;
        let parsed = || {
            let scale = numbers(scale).filter(|scale| scale.len() == 1)?[0];
            let normalization = Normalization { scale, mean: numbers(mean)?, std: numbers(std)? };
            usable(&normalization, depth).then_some(normalization)
        };
        match parsed() {
            Some(normalization) => Ok(Some(normalization)),
            None => Err(self.damaged(
                PREFIX,
                format!("a normalisation: one scale, and one mean and deviation or {depth} of each"),
                format!("scale {scale:?}, mean {mean:?}, std {std:?}"),
            )),
        }
    }

    /// Reads the values of a tensor, of a type that is converted.
    fn values(&mut self, data_start: u64, info: &TensorInfo, into: &mut [f32]) -> Result<(), WeightsError> {
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
}
