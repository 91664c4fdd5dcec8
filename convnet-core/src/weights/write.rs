//! Writing a file so that no one ever sees half of it.

use super::WeightsError;
use super::names::{METADATA, Names};
use super::read::WHITENING;
use crate::network::{Generated, Normalization, Storage, Tensor};
use serde_json::{Map, Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub(super) fn save<N: Generated>(network: &N, path: &Path, names: &Names) -> Result<(), WeightsError> {
    let failed = |action| move |source| WeightsError::Io { path: path.to_owned(), action, source };
    let normalization = network.store().normalization();
    if !super::read::usable(normalization, N::INPUT) {
        return Err(WeightsError::Normalization { path: path.to_owned(), normalization: normalization.clone() });
    }
    let differences = names.mistakes(N::TENSORS);
    if !differences.is_empty() {
        return Err(WeightsError::Names { path: path.to_owned(), network: N::NAME, differences });
    }
    let header = header::<N>(normalization, names);
    let sibling = Sibling::create(path).map_err(failed("create a file beside"))?;
    write(&sibling.file, &header, network).and_then(|()| sibling.file.sync_all()).map_err(failed("write"))?;
    sibling.rename(path).map_err(failed("replace"))
}

/// The JSON header, padded with spaces to a multiple of eight bytes, so that the values behind it are aligned.
fn header<N: Generated>(normalization: &Normalization, names: &Names) -> Vec<u8> {
    let mut entries = Map::new();
    entries.insert(METADATA.into(), super::read::metadata(N::NAME, normalization));
    let mut offset = 0;
    for tensor in N::TENSORS {
        let end = offset + size_of::<f32>() * tensor.len();
        let entry = json!({ "dtype": "F32", "shape": tensor.shape(), "data_offsets": [offset, end] });
        entries.insert(names.theirs(tensor.name), entry);
        offset = end;
    }
    if let Some(whitening) = &normalization.whitening {
        let (len, end) = (whitening.len(), offset + size_of_val(whitening.matrix()));
        let entry = json!({ "dtype": "F32", "shape": [len, len], "data_offsets": [offset, end] });
        entries.insert(WHITENING.into(), entry);
    }
    // The map sorts its keys: the same network gives the same bytes.
    let mut header = Value::Object(entries).to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    header
}

fn write<N: Generated>(file: &File, header: &[u8], network: &N) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, file);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header)?;
    let whitening = network.store().normalization().whitening.as_ref().map(|whitening| whitening.matrix());
    let tensors = N::TENSORS.iter().map(|tensor| values(network.store(), tensor));
    for value in tensors.chain(whitening).flatten() {
        file.write_all(&value.to_le_bytes())?;
    }
    file.flush()
}

fn values<'a>(store: &'a impl Storage, tensor: &Tensor) -> &'a [f32] {
    let array = if tensor.kind.is_state() { store.state() } else { store.params() };
    &array[tensor.range()]
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
            sibling.push(format!(".{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
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
