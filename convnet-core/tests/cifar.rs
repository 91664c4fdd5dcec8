//! CIFAR-10's binary files, whole and broken.

use convnet_core::data::{Cifar10, DataError};
use convnet_core::network::{Dataset, InputError, Normalization, Target};
use convnet_core::shape::Volume;
use std::fs;
use std::path::Path;

const RECORD: usize = 3073;
const FILES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

/// Value of pixel `i` of channel `c` in the file's record.
fn value(file: usize, record: usize, c: usize, i: usize) -> u8 {
    ((file * 31 + record * 17 + c * 101 + i * 7) % 251) as u8
}

fn label(file: usize, record: usize) -> u8 {
    ((file * 3 + record) % 10) as u8
}

/// File `file` has one record more than the one before.
fn contents(file: usize) -> Vec<u8> {
    let record = |record| {
        let pixels = (0..3).flat_map(move |c| (0..1024).map(move |i| value(file, record, c, i)));
        [label(file, record)].into_iter().chain(pixels)
    };
    (0..file + 1).flat_map(record).collect()
}

fn write_all(directory: &Path) {
    for (file, name) in FILES.iter().enumerate() {
        fs::write(directory.join(name), contents(file)).unwrap();
    }
}

#[test]
fn records_become_images() {
    let directory = tempfile::tempdir().unwrap();
    write_all(directory.path());
    let Cifar10 { train, test } = Cifar10::load(directory.path()).unwrap();
    assert_eq!((train.len(), test.len()), (1 + 2 + 3 + 4 + 5, 6));
    assert_eq!(train.volume(), Volume::new(32, 32, 3));
    let places = (0..5).flat_map(|file| (0..file + 1).map(move |record| (file, record)));
    for (image, (file, record)) in places.enumerate() {
        assert_eq!(train.label(image), usize::from(label(file, record)));
        for (i, pixel) in train.image(image).chunks(3).enumerate() {
            assert_eq!(pixel, [0, 1, 2].map(|c| value(file, record, c, i)), "pixel {i} of image {image}");
        }
    }
    assert_eq!(test.label(5), usize::from(label(5, 5)));
    assert_eq!(test.target(5), Target::Class(label(5, 5).into()));

    // A network reads channel by channel, as the file has them.
    let mut into = vec![0.0; 3072];
    let plain = Normalization { scale: 1.0, ..Normalization::default() };
    test.read(3, test.volume(), &plain, &mut into).unwrap();
    let expected: Vec<f32> = (0..3072).map(|i| value(5, 3, i / 1024, i % 1024).into()).collect();
    assert_eq!(into, expected);
    let other = test.read(3, Volume::new(64, 16, 3), &plain, &mut into);
    assert!(matches!(other, Err(InputError::Size { width: 32, height: 32, .. })), "{other:?}");
}

#[test]
fn what_is_missing_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let told = |path: &Path| Cifar10::load(path).unwrap_err().to_string();
    let nowhere = directory.path().join("nowhere");
    assert!(told(&nowhere).starts_with(&format!("{}: ", nowhere.display())), "{}", told(&nowhere));
    for name in FILES {
        write_all(directory.path());
        fs::remove_file(directory.path().join(name)).unwrap();
        assert_eq!(told(directory.path()), format!("{}: no file named {name}", directory.path().display()));
        fs::create_dir(directory.path().join(name)).unwrap();
        assert!(told(directory.path()).ends_with(&format!("{name}: not a file")), "{}", told(directory.path()));
        fs::remove_dir(directory.path().join(name)).unwrap();
    }
}

#[test]
fn broken_files_are_told_with_the_place() {
    let directory = tempfile::tempdir().unwrap();
    write_all(directory.path());
    let path = directory.path().join("data_batch_3.bin");
    let whole = contents(2);
    let error = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        match Cifar10::load(directory.path()) {
            Err(DataError::Format { path: named, offset, unpacked: false, expected, found }) => {
                assert_eq!(named, path);
                (offset, expected, found)
            }
            other => panic!("expected an error of format, found {other:?}"),
        }
    };
    for len in [0, 1, RECORD - 1, RECORD + 1, 2 * RECORD + 1000, 3 * RECORD - 1] {
        let (offset, expected, found) = error(&whole[..len]);
        let rest = len % RECORD;
        assert_eq!(offset as usize, len - rest);
        assert_eq!(expected, "a record of 3073 bytes (a label, then 32x32 red, green and blue)");
        assert_eq!(found, format!("{rest}, then the end of the file"));
    }
    let longer = [&whole[..], &[0]].concat();
    assert_eq!(error(&longer).0 as usize, 3 * RECORD);
    for (record, label) in [(0, 10), (2, 255)] {
        let mut bytes = whole.clone();
        bytes[record * RECORD] = label;
        let expected = ((record * RECORD) as u64, "a label from 0 to 9".to_owned(), label.to_string());
        assert_eq!(error(&bytes), expected);
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(Cifar10::load(directory.path()).unwrap().train.len(), 15);
}
