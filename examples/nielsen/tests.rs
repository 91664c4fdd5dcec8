//! What can go wrong: files that are broken or of another training, and trainings that are stopped.

use super::*;
use crate::record::Record;
use crate::training::Training;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// A directory with sixty images to train on, and twelve to test: a bright bar, whose place is the class.
fn images() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, count) in [("train", 60_u32), ("t10k", 12)] {
        let mut images = [[0, 0, 8, 3].to_vec(), [count, 28, 28].map(u32::to_be_bytes).concat()].concat();
        let mut labels = [[0, 0, 8, 1].to_vec(), count.to_be_bytes().to_vec()].concat();
        for i in 0..count {
            let class = i % 10;
            labels.push(class as u8);
            let pixel =
                |p: u32| if p / 28 / 2 == class + 2 { 200 + (i * 7 + p) as u8 % 50 } else { (p * i % 60) as u8 };
            images.extend((0..28 * 28).map(pixel));
        }
        fs::write(directory.path().join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        fs::write(directory.path().join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
    directory
}

/// What a run with these arguments ends with, and what it prints.
fn nielsen(images: &TempDir, out: &TempDir, arguments: &[&str]) -> (Result<(), String>, String) {
    let directories = ["nielsen", "--data", images.path().to_str().unwrap(), "--out", out.path().to_str().unwrap()];
    let options = Options::try_parse_from(directories.iter().chain(arguments)).unwrap();
    let mut printed = Vec::new();
    let result = run(&options, &mut printed, Progress::Silent).map_err(|error| error.to_string());
    (result, String::from_utf8(printed).unwrap())
}

/// The first row's training, for three epochs of seven steps.
fn training() -> Training {
    let mut training = rows().remove(0).training;
    (training.recipe.epochs, training.recipe.batch) = (3, 8);
    training
}

/// Trains for so many steps.
fn train(training: &Training, files: &Files, steps: usize, threads: usize) -> Result<Record, String> {
    let asked = AtomicUsize::new(0);
    let stop = Stop::when(move || asked.fetch_add(1, Ordering::Relaxed) + 1 >= steps);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let train = || training.train(files, 1, &stop, Telling::Progress(Progress::Silent));
    pool.install(train).map_err(|error| error.to_string())
}

fn files(images: &TempDir, out: &TempDir) -> Files {
    Files::new(Mnist::load(images.path()).unwrap(), out.path()).unwrap()
}

/// All but the time, and the best network.
fn result(record: &Record, out: &TempDir) -> (Vec<[u64; 3]>, Vec<u8>) {
    let epochs = record.epochs().iter().map(|e| [e.loss, e.validation, e.test].map(f64::to_bits)).collect();
    (epochs, fs::read(out.path().join("row1-seed1/best.safetensors")).unwrap())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_training_that_is_stopped_or_killed_goes_on_with_the_same_bits() {
    let (images, whole, parts, killed) =
        (images(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let training = training();
    let record = train(&training, &files(&images, &whole), usize::MAX, 2).unwrap();
    assert!(record.is_finished() && record.epochs().len() == 3);
    let expected = result(&record, &whole);
    assert!(!whole.path().join("row1-seed1/checkpoints").exists());

    // Twenty-one steps, three at a time; what stops behind an epoch's last has its validation before it.
    let stopped = files(&images, &parts);
    for part in 1..7 {
        let record = train(&training, &stopped, 3, 1 + part % 2).unwrap();
        assert_eq!((record.is_finished(), record.epochs().len()), (false, (3 * part - 1) / 7), "{part}");
    }
    train(&training, &stopped, 3, 1).unwrap();
    let record = train(&training, &stopped, 3, 1).unwrap();
    assert!(record.is_finished());
    assert_eq!(result(&record, &parts), expected);

    // One that was killed behind its second epoch has it in the record, and maybe only an older checkpoint.
    let (files, directory) = (files(&images, &killed), killed.path().join("row1-seed1"));
    train(&training, &files, 10, 1).unwrap();
    copy(&directory.join("checkpoints"), &directory.join("older"));
    assert_eq!(train(&training, &files, 6, 1).unwrap().epochs().len(), 2);
    fs::remove_dir_all(directory.join("checkpoints")).unwrap();
    fs::rename(directory.join("older"), directory.join("checkpoints")).unwrap();
    let record = train(&training, &files, usize::MAX, 1).unwrap();
    assert_eq!(result(&record, &killed), expected);

    // A record that has less than the checkpoint is none of the same training.
    let lost = tempfile::tempdir().unwrap();
    let directory = lost.path().join("row1-seed1");
    let files = self::files(&images, &lost);
    train(&training, &files, 10, 1).unwrap();
    fs::remove_file(directory.join("training.json")).unwrap();
    let error = train(&training, &files, usize::MAX, 1).unwrap_err();
    let path = directory.join("training.json");
    assert_eq!(error, format!("{}: expected 1 epochs, as the checkpoint has, found 0", path.display()));
}

#[test]
fn a_finished_row_is_read_and_other_settings_are_told() {
    let (images, out) = (images(), tempfile::tempdir().unwrap());
    let at = |name: &str| out.path().join(name);
    let (result, printed) = nielsen(&images, &out, &["--row", "1", "--epochs", "2", "--threads", "1"]);
    assert_eq!(result, Ok(()));
    let lines: Vec<&str> = printed.trim().lines().collect();
    assert_eq!(lines.len(), 5, "{printed}");
    assert!(lines[0].starts_with("|") && lines[0].contains("| paper % | here % |"), "{printed}");
    assert!(lines[2].contains("| fc 100, sigmoid |   97.80 |"), "{printed}");
    assert!(lines[4].starts_with("1. 2 epochs, batches of "), "{printed}");
    assert!(fs::read_to_string(at("nielsen.svg")).unwrap().contains("Validation images"));

    // Its seconds would be others, had it been trained again.
    let record = fs::read(at("row1-seed1/training.json")).unwrap();
    let again = nielsen(&images, &out, &["--row", "1", "--row", "1", "--epochs", "2", "--minutes", "0.00001"]);
    assert_eq!(again, (Ok(()), printed.clone()));
    assert_eq!(fs::read(at("row1-seed1/training.json")).unwrap(), record);
    assert_eq!(fs::read_to_string(at("nielsen.md")).unwrap().trim(), printed.trim());

    let (result, printed) = nielsen(&images, &out, &["--row", "1", "--epochs", "3"]);
    let path = at("row1-seed1/training.json").display().to_string();
    let message = ": of a training with other settings: choose another --out\n  epochs: expected 3, found 2";
    assert_eq!((result, printed.as_str()), (Err(format!("{path}{message}")), ""));

    let text = String::from_utf8(record).unwrap();
    let accuracy = text.find("\"test\": ").unwrap();
    let wrong = format!("{}\"test\": 1{}", &text[..accuracy], &text[accuracy + 8..]);
    for (text, message) in [
        (&text[..text.len() / 2], "expected JSON: "),
        ("[]", "expected settings, found none"),
        (&wrong, "epoch 1, test: expected a number from 0 to 1, found 1"),
    ] {
        fs::write(&path, text).unwrap();
        let (result, printed) = nielsen(&images, &out, &["--row", "1", "--epochs", "2"]);
        let error = result.unwrap_err();
        assert!(error.starts_with(&format!("{path}: {message}")) && printed.is_empty(), "{error}");
    }
}

#[test]
fn an_ensemble_has_the_networks_of_the_row_before_it() {
    let (images, out) = (images(), tempfile::tempdir().unwrap());
    let row7 = ["--row", "7", "--epochs", "1", "--seed", "4"];
    assert_eq!(nielsen(&images, &out, &row7).0, Ok(()));
    let first = fs::read(out.path().join("row7-seed4/training.json")).unwrap();
    let both = [row7.as_slice(), &["--row", "8", "--jobs", "3", "--threads", "2"]].concat();
    let (result, printed) = nielsen(&images, &out, &both);
    assert_eq!(result, Ok(()));
    assert_eq!(fs::read(out.path().join("row7-seed4/training.json")).unwrap(), first);
    let mut directories: Vec<_> = fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    directories.sort();
    let expected = ["nielsen.md", "nielsen.svg", "row7-seed4", "row7-seed5", "row7-seed6", "row7-seed7", "row7-seed8"];
    assert_eq!(directories, expected);
    let table = printed.trim().lines().rev().take(6).collect::<Vec<_>>();
    assert!(table[3].contains("| ensemble of five") && table[3].contains(" | 1, 1, 1, 1, 1 |"), "{printed}");

    fs::write(out.path().join("row7-seed6/best.safetensors"), "broken").unwrap();
    let error = nielsen(&images, &out, &both).0.unwrap_err();
    assert!(error.contains("row7-seed6") && error.contains("best.safetensors"), "{error}");
}

#[test]
fn a_training_is_one_process_work_and_too_few_images_are_told() {
    let (images, out) = (images(), tempfile::tempdir().unwrap());
    let directory = out.path().join("row1-seed1");
    fs::create_dir_all(&directory).unwrap();
    let lock = fs::File::create(directory.join("lock")).unwrap();
    lock.lock().unwrap();
    let (result, _) = nielsen(&images, &out, &["--row", "1", "--epochs", "1"]);
    assert_eq!(result, Err(format!("{}: another process is at work here", directory.display())));
    drop(lock);
    assert_eq!(nielsen(&images, &out, &["--row", "1", "--epochs", "1"]).0, Ok(()));

    for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] {
        let path = images.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[4..8].copy_from_slice(&5_u32.to_be_bytes());
        bytes.truncate(if name.contains("images") { 16 + 5 * 784 } else { 13 });
        fs::write(path, bytes).unwrap();
    }
    let error = nielsen(&images, &out, &[]).0.unwrap_err();
    assert_eq!(error, "expected at least 6 images to train on and 1 to test, found 5 and 12");
}
