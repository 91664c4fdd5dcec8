//! Pictures in files, of a class each.

mod ahead;
mod csv;
mod picture;

pub use picture::{Fit, read_picture};

use super::{DataError, DatasetExt, Subset, shuffle};
use crate::network::{Dataset, Input, InputError, Normalization, Target};
use crate::shape::Volume;
use crate::steps::Random;
use ahead::Ahead;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pictures in files (jpg, png, bmp, webp, gif) with their classes, which are the folders that they lie in, or written
/// in a table.
///
/// Pictures are decoded when they are read, brought to the size that the network asks for. In training they are
/// decoded ahead of that on threads of their own: [`ahead`](ImageFolder::ahead) says how many may wait.
///
/// ```no_run
/// # use convnet_core::{data::{DataError, DatasetExt, ImageFolder}, network::Network, train::{TrainError, Trainer}};
/// # fn example<Pets: Network>(network: &mut Pets) -> Result<(), Box<dyn std::error::Error>> {
/// let mut pictures = ImageFolder::open("pets")?;
/// for broken in pictures.drop_broken() {
///     eprintln!("{broken}");
/// }
/// let (training, validation) = pictures.split_classes(0.2, 1);
/// Trainer::new().train_validated(network, &training, &validation)?;
/// # Ok(())
/// # }
/// ```
pub struct ImageFolder {
    files: Arc<Files>,
    labels: Vec<usize>,
    classes: Vec<String>,
    most_ahead: usize,
    kept_bytes: usize,
    ahead: Ahead,
}

/// What decoding needs to know.
#[derive(Clone, Debug)]
struct Files {
    paths: Vec<PathBuf>,
    fit: Fit,
}

impl Files {
    fn pixels(&self, index: usize, volume: Volume) -> Result<Vec<u8>, InputError> {
        let path = &self.paths[index];
        let picture = picture::read(path).map_err(|reason| InputError::Picture { path: path.clone(), reason })?;
        self.fit.pixels(&picture, volume)
    }
}

impl ImageFolder {
    /// The pictures in the folders of `directory`. Each of its folders is a class, in the order of their names, and
    /// a class without pictures is one too; pictures may lie in folders of their own within. A picture is a file whose
    /// name ends as that of one. What begins with a dot, links to folders within a class, and files beside the classes
    /// are passed over. The order is that of classes and names, whatever order the system lists them in.
    ///
    /// # Errors
    /// Where a folder cannot be read, or there is no picture in any.
    pub fn open(directory: impl AsRef<Path>) -> Result<ImageFolder, DataError> {
        let directory = directory.as_ref();
        let (mut paths, mut labels, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        for (name, path) in entries(directory)? {
            if path.is_dir() {
                search(&path, &mut paths)?;
                labels.resize(paths.len(), classes.len());
                classes.push(name.to_string_lossy().into_owned());
            }
        }
        match paths.is_empty() {
            true => {
                Err(DataError::Empty { path: directory.to_owned(), expected: "pictures in a folder for each class" })
            }
            false => Ok(ImageFolder::new(paths, labels, classes)),
        }
    }

    /// The pictures that a table of comma-separated values names: of its columns, which its first line names, `picture`
    /// has the paths, from the table's folder on, and `class` the classes. These are in the order of their names, or of
    /// their numbers where all are whole numbers. The pictures are in the table's order.
    ///
    /// # Errors
    /// Where the file cannot be read, is not text in UTF-8, has no such columns, a row ends before them, a quote is
    /// not closed, or there is no row.
    pub fn csv(table: impl AsRef<Path>, picture: &str, class: &str) -> Result<ImageFolder, DataError> {
        let table = table.as_ref();
        let rows = csv::columns(table, [picture, class])?;
        if rows.is_empty() {
            return Err(DataError::Empty { path: table.to_owned(), expected: "rows below the header" });
        }
        let names: BTreeSet<&str> = rows.iter().map(|[_, class]| class.as_str()).collect();
        let mut names: Vec<&str> = names.into_iter().collect();
        if names.iter().all(|name| name.parse::<i64>().is_ok()) {
            names.sort_by_key(|name| name.parse::<i64>().unwrap_or(0));
        }
        let folder = table.parent().unwrap_or(Path::new(""));
        let paths = rows.iter().map(|[path, _]| folder.join(path)).collect();
        let place = |class: &String| names.iter().position(|name| name == class).unwrap_or(0);
        let labels = rows.iter().map(|[_, class]| place(class)).collect();
        Ok(ImageFolder::new(paths, labels, names.iter().map(|&name| name.to_owned()).collect()))
    }

    fn new(paths: Vec<PathBuf>, labels: Vec<usize>, classes: Vec<String>) -> ImageFolder {
        const AHEAD: usize = 128;
        let files = Arc::new(Files { paths, fit: Fit::default() });
        let ahead = Ahead::new(Arc::clone(&files), AHEAD, 0);
        ImageFolder { files, labels, classes, most_ahead: AHEAD, kept_bytes: 0, ahead }
    }

    /// Begins anew, with nothing decoded.
    fn with_files(mut self, files: Files) -> ImageFolder {
        self.files = Arc::new(files);
        self.ahead = Ahead::new(Arc::clone(&self.files), self.most_ahead, self.kept_bytes);
        self
    }

    /// How pictures are brought to the network's size; [`Fit::Crop`] unless said.
    pub fn fit(self, fit: Fit) -> ImageFolder {
        let files = Files { fit, ..(*self.files).clone() };
        self.with_files(files)
    }

    /// How many decoded pictures, in the network's size, may wait for a training to ask for them; 128 unless said, 0 to
    /// decode none ahead. While one is decoded, it takes memory in its own size beside that.
    pub fn ahead(mut self, pictures: usize) -> ImageFolder {
        self.most_ahead = pictures;
        let files = (*self.files).clone();
        self.with_files(files)
    }

    /// Pictures that have been decoded stay in memory in the network's size, until they are `bytes` together; 0 unless
    /// said. Those are decoded once instead of in each epoch.
    pub fn keep(mut self, bytes: usize) -> ImageFolder {
        self.kept_bytes = bytes;
        let files = (*self.files).clone();
        self.with_files(files)
    }

    /// Decodes all pictures once, on all threads, and takes out those that cannot be read: what is wrong with each, in
    /// their order. Without this, a training ends with the error of the first that it meets.
    pub fn drop_broken(&mut self) -> Vec<DataError> {
        self.drop_broken_with(|| {})
    }

    /// [`drop_broken`](ImageFolder::drop_broken) that calls `each` behind every picture, to show how far it is.
    pub fn drop_broken_with(&mut self, each: impl Fn() + Sync) -> Vec<DataError> {
        let wrong = |path: &PathBuf| {
            let wrong = read_picture(path).err();
            each();
            wrong
        };
        let wrong: Vec<_> = self.files.paths.par_iter().map(wrong).collect();
        if wrong.iter().any(Option::is_some) {
            let sound = |index: &usize| wrong[*index].is_none();
            let paths = (0..self.labels.len()).filter(sound).map(|index| self.files.paths[index].clone()).collect();
            self.labels = (0..self.labels.len()).filter(sound).map(|index| self.labels[index]).collect();
            self.files = Arc::new(Files { paths, fit: self.files.fit });
            self.ahead = Ahead::new(Arc::clone(&self.files), self.most_ahead, self.kept_bytes);
        }
        wrong.into_iter().flatten().collect()
    }

    /// The names of the classes, in the order of their numbers.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many pictures each class has.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        self.labels.iter().for_each(|&label| counts[label] += 1);
        counts
    }

    /// The file of picture `index`.
    ///
    /// # Panics
    /// Where there is no such picture.
    pub fn path(&self, index: usize) -> &Path {
        &self.files.paths[index]
    }

    /// The class of picture `index`.
    ///
    /// # Panics
    /// Where there is no such picture.
    pub fn label(&self, index: usize) -> usize {
        self.labels[index]
    }

    /// Two parts, drawn at random by `seed`: the others, and of each class the part `share`, from 0 to 1, rounded. A
    /// class of two pictures or more has at least one in each, unless `share` is 0 or 1. Both are in the order of the
    /// whole set. The same seed and pictures give the same parts everywhere.
    pub fn split_classes(&self, share: f64, seed: u64) -> (Subset<'_, ImageFolder>, Subset<'_, ImageFolder>) {
        let (mut rest, mut drawn) = (Vec::new(), Vec::new());
        for class in 0..self.classes.len() {
            let mut order: Vec<usize> = (0..self.labels.len()).filter(|&index| self.labels[index] == class).collect();
            shuffle(&mut order, Random::new(seed).part(class as u64));
            let count = (share * order.len() as f64).round() as usize;
            let some = share > 0.0 && share < 1.0 && order.len() > 1;
            let count = if some { count.clamp(1, order.len() - 1) } else { count.min(order.len()) };
            drawn.extend(order.split_off(order.len() - count));
            rest.extend(order);
        }
        rest.sort_unstable();
        drawn.sort_unstable();
        (self.subset(rest), self.subset(drawn))
    }
}

impl fmt::Debug for ImageFolder {
    /// Counts instead of thousands of paths.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut folder = f.debug_struct("ImageFolder");
        folder.field("pictures", &self.labels.len()).field("classes", &self.classes).field("fit", &self.files.fit);
        folder.field("ahead", &self.most_ahead).field("keep", &self.kept_bytes).finish()
    }
}

/// What is in a folder, by name; not what begins with a dot.
fn entries(folder: &Path) -> Result<Vec<(OsString, PathBuf)>, DataError> {
    let failed = |source| DataError::Io { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(failed)?;
    let named = entries.into_iter().map(|entry| (entry.file_name(), entry.path()));
    let mut seen: Vec<_> = named.filter(|(name, _)| !name.as_encoded_bytes().starts_with(b".")).collect();
    seen.sort();
    Ok(seen)
}

/// The pictures of a folder, at any depth.
fn search(folder: &Path, pictures: &mut Vec<PathBuf>) -> Result<(), DataError> {
    for (_, path) in entries(folder)? {
        // A link to a folder may lead back.
        let link = path.is_symlink();
        match path.is_dir() {
            true if !link => search(&path, pictures)?,
            false if picture::is_named_as_picture(&path) => pictures.push(path),
            _ => {}
        }
    }
    Ok(())
}

impl Dataset for ImageFolder {
    fn len(&self) -> usize {
        self.labels.len()
    }

    /// # Errors
    /// [`InputError::Picture`], with the path, where the picture cannot be read.
    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.ahead.take(index, volume)?.write(volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        Target::Class(self.labels[index])
    }

    fn is_laborious(&self) -> bool {
        true
    }

    fn announce(&self, indices: &[usize], volume: Volume) {
        self.ahead.announce(indices, volume);
    }
}
