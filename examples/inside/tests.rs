//! The program from its arguments to what it writes.

use super::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What a run with these arguments ends with, and what it has written.
fn inside(arguments: &[&str]) -> (Result<(), String>, String) {
    let options = Options::try_parse_from(["inside"].iter().chain(arguments)).unwrap();
    let mut out = Vec::new();
    let result = run(&options, &mut out).map_err(|error| error.to_string());
    (result, String::from_utf8(out).unwrap())
}

fn files(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn digits_are_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawn");
    let out = path.display().to_string();
    let arguments = ["--digits", "--layer", "pool1", "--filters", "2", "--steps", "3", "--out", &out];
    let (result, printed) = inside(&arguments);
    assert_eq!(result, Ok(()));
    assert_eq!(
        files(&path),
        ["classes.svg", "maps_pool1.svg", "patterns_pool1.svg", "saliency.svg", "values.svg"].map(str::to_owned).into()
    );
    assert!(files(&path).iter().all(|file| printed.contains(file.as_str())), "{printed}");
    let read = |file: &str| fs::read_to_string(path.join(file)).unwrap();
    assert!(read("maps_pool1.svg").contains("pool1: 14x14x32"));
    assert!(read("saliency.svg").contains("What speaks for 7"));
    assert!(read("values.svg").contains("over 1000 images"));
    // Two patterns, and three images for each.
    assert_eq!(read("patterns_pool1.svg").matches("<image ").count(), 8);
}

#[test]
fn a_slip_in_a_name_is_told_before_anything_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawn");
    let (result, printed) = inside(&["--digits", "--layer", "conv3", "--out", &path.display().to_string()]);
    assert_eq!(result, Err("Cnn has no layer \"conv3\"; near are conv1, conv2".to_owned()));
    assert!(printed.is_empty() && !path.exists());
    let missing = inside(&["--digits", "no.png", "--out", &path.display().to_string()]).0.unwrap_err();
    assert!(missing.starts_with("no.png: "), "{missing}");
}
