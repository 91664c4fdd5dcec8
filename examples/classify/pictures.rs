//! Finding and reading pictures.

use convnet::data::read_picture;
use image::{DynamicImage, ImageFormat};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The pictures among `paths` and in the folders among them, at any depth, by name; and what is wrong with the others.
/// In a folder, a picture is a file whose name ends as that of one; a path that was given is taken as one.
pub fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut pictures, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            pictures.push(path.clone());
            continue;
        }
        let (pictures_before, wrong_before) = (pictures.len(), wrong.len());
        search(path, &mut pictures, &mut wrong);
        if (pictures.len(), wrong.len()) == (pictures_before, wrong_before) {
            wrong.push(format!("{}: no picture in this folder", path.display()));
        }
    }
    (pictures, wrong)
}

fn search(folder: &Path, pictures: &mut Vec<PathBuf>, wrong: &mut Vec<String>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return wrong.push(format!("{}: {error}", folder.display())),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is not followed: it may lead back.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            search(&path, pictures, wrong);
        } else if ImageFormat::from_path(&path).is_ok_and(|format| format.reading_enabled()) && !path.is_dir() {
            pictures.push(path);
        }
    }
}

/// A picture, upright as its camera says that it is. What it is, is read off its first bytes, not off its name.
///
/// # Errors
/// Where it is not there, no picture, broken, or larger than the memory that `image` allows; with its path.
pub fn read(path: &Path) -> Result<DynamicImage, String> {
    read_picture(path).map_err(|error| error.to_string())
}
