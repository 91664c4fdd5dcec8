//! Writing a file so that no one ever sees half of it.

use super::WeightsError;
use super::names::{METADATA, Names};
use super::read::WHITENING;
use crate::network::{Generated, Normalization, Storage, Tensor};
use flate2::Crc;
use serde_json::{Map, Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub(super) fn save<N: Generated>(network: &N, path: &Path, names: &Names) -> Result<(), WeightsError> {
    let metadata = metadata(network, path)?;
    let differences = names.mistakes(N::TENSORS);
    if !differences.is_empty() {
        return Err(WeightsError::Names { path: path.to_owned(), network: N::NAME, differences });
    }
    let mut entries = tensors::<N>(network.store(), |name| names.theirs(name));
    entries.extend(whitening(network.store().normalization()));
    write_file(path, metadata, &entries)
}

/// A tensor to be written.
pub(crate) struct Entry<'a> {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Values<'a>,
}

/// The numbers of a tensor, four bytes each.
#[derive(Clone, Copy)]
pub(crate) enum Values<'a> {
    Floats(&'a [f32]),
    Counts(&'a [u32]),
    /// The CRC-32 of all bytes before it: one number, in the file's last tensor.
    Checksum,
}

/// What is written beside the tensors of a network, where its normalisation is one that is read again.
pub(crate) fn metadata<N: Generated>(network: &N, path: &Path) -> Result<Map<String, Value>, WeightsError> {
    let normalization = network.store().normalization();
    if !super::read::usable(normalization, N::INPUT) {
        return Err(WeightsError::Normalization { path: path.to_owned(), normalization: normalization.clone() });
    }
    Ok(super::read::metadata(N::NAME, normalization))
}

/// The parameters and running statistics of a network `N`, under names of a file.
pub(crate) fn tensors<'a, N: Generated>(store: &'a N::Store, name: impl Fn(&str) -> String) -> Vec<Entry<'a>> {
    let entry = |tensor: &'static Tensor| {
        let array = if tensor.kind.is_state() { store.state() } else { store.params() };
        let values = Values::Floats(&array[tensor.range()]);
        Entry { name: name(tensor.name), shape: tensor.shape().to_vec(), values }
    };
    N::TENSORS.iter().map(entry).collect()
}

/// The matrix of a whitening, where there is one.
pub(crate) fn whitening(normalization: &Normalization) -> Option<Entry<'_>> {
    let whitening = normalization.whitening.as_ref()?;
    let (shape, values) = (vec![whitening.len(); 2], Values::Floats(whitening.matrix()));
    Some(Entry { name: WHITENING.into(), shape, values })
}

/// Writes `entries`, in their order, to a file that takes the place of `path`.
pub(crate) fn write_file(path: &Path, metadata: Map<String, Value>, entries: &[Entry<'_>]) -> Result<(), WeightsError> {
    let failed = |action| move |source| WeightsError::Io { path: path.to_owned(), action, source };
    let header = header(metadata, entries);
    let sibling = Sibling::create(path).map_err(failed("create a file beside"))?;
    write(&sibling.file, &header, entries).and_then(|()| sibling.file.sync_all()).map_err(failed("write"))?;
    sibling.rename(path).map_err(failed("replace"))
}

/// The JSON header, padded with spaces to a multiple of eight bytes, so that the values behind it are aligned.
fn header(metadata: Map<String, Value>, entries: &[Entry<'_>]) -> Vec<u8> {
    let mut header = Map::new();
    header.insert(METADATA.into(), Value::Object(metadata));
    let mut offset = 0;
    for Entry { name, shape, values } in entries {
        let end = offset + size_of::<u32>() * shape.iter().product::<usize>();
        let dtype = if let Values::Floats(_) = values { "F32" } else { "U32" };
        header.insert(name.clone(), json!({ "dtype": dtype, "shape": shape, "data_offsets": [offset, end] }));
        offset = end;
    }
    // The map sorts its keys: the same network gives the same bytes.
    let mut header = Value::Object(header).to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    header
}

fn write(file: &File, header: &[u8], entries: &[Entry<'_>]) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, Summed { inner: file, sum: Crc::new() });
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header)?;
    for entry in entries {
        match entry.values {
            Values::Floats(values) => values.iter().try_for_each(|value| file.write_all(&value.to_le_bytes()))?,
            Values::Counts(values) => values.iter().try_for_each(|value| file.write_all(&value.to_le_bytes()))?,
            Values::Checksum => {
                file.flush()?;
                let sum = file.get_ref().sum.sum();
                file.write_all(&sum.to_le_bytes())?;
            }
        }
    }
    file.flush()
}

/// Writes, and sums up what it has written.
struct Summed<W> {
    inner: W,
    sum: Crc,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The end of a file's name that is not whole: `.NAME.PROCESS-NUMBER.tmp` is to become `NAME`.
const UNFINISHED: &str = ".tmp";

/// Whether a file of this name was left behind where a process was killed while it wrote a file that `is_ours`.
pub(crate) fn is_left_behind(name: &str, is_ours: impl Fn(&str) -> bool) -> bool {
    let whole = || name.strip_prefix('.')?.strip_suffix(UNFINISHED)?.rsplit_once('.');
    whole().is_some_and(|(name, _)| is_ours(name))
}

/// A new file in the directory of another; deleted unless it takes the other's place.
struct Sibling {
    file: File,
    path: PathBuf,
    renamed: bool,
}

impl Sibling {
    fn create(path: &Path) -> io::Result<Sibling> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = path.file_name().ok_or_else(|| io::Error::other("the path has no file name"))?;
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
            }
            // A file would take the place of the device or the pipe.
            Ok(metadata) if !metadata.is_file() => return Err(io::Error::other("it is not a file")),
            _ => {}
        }
        loop {
            let mut sibling = std::ffi::OsString::from(".");
            sibling.push(name);
            sibling.push(format!(".{}-{}{UNFINISHED}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
            let path = path.with_file_name(sibling);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Sibling { file, path, renamed: false }),
                // Left behind by another process of the same number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.renamed = true;
        sync_directory(path)
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        if !self.renamed {
            // Nothing can be done where this fails too.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes the new name durable. Only Unix can open directories.
fn sync_directory(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}
