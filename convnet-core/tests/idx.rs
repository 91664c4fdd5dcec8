//! IDX files, whole and broken.

use convnet_core::data::{DataError, DatasetExt, Idx, LabelledImages, Mnist};
use convnet_core::network::{Dataset, InputError, Normalization, Target};
use convnet_core::shape::Volume;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Three images of 2x3 pixels.
fn images() -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 3];
    bytes.extend(1..=18);
    bytes
}

fn labels(labels: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 1];
    bytes.extend((labels.len() as u32).to_be_bytes());
    bytes.extend(labels);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn write(directory: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = directory.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The file's error, which must be one of its contents.
fn format_error(path: &Path) -> (u64, bool, String, String) {
    match Idx::read(path) {
        Err(DataError::Format { path: named, offset, unpacked, expected, found }) => {
            assert_eq!(named, path);
            (offset, unpacked, expected, found)
        }
        other => panic!("expected an error of format, found {other:?}"),
    }
}

#[test]
fn raw_and_gzip_give_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let raw = Idx::read(write(directory.path(), "raw", &images())).unwrap();
    assert_eq!(raw.dims, [3, 2, 3]);
    assert_eq!(raw.data, (1..=18).collect::<Vec<u8>>());
    assert_eq!(Idx::read(write(directory.path(), "packed", &gzip(&images()))).unwrap(), raw);
    // Members of a gzip file follow each other as if they were one.
    let members = [gzip(&images()[..20]), gzip(&images()[20..])].concat();
    assert_eq!(Idx::read(write(directory.path(), "members", &members)).unwrap(), raw);
}

#[test]
fn every_truncation_says_where() {
    let directory = tempfile::tempdir().unwrap();
    let whole = images();
    for len in 0..whole.len() {
        let path = write(directory.path(), "raw", &whole[..len]);
        let (offset, unpacked, expected, found) = format_error(&path);
        assert_eq!(offset, len as u64, "{expected} / {found}");
        assert!(!unpacked);
        let there = if len < 16 { len % 4 } else { len - 16 };
        assert!(found.starts_with(&format!("{there}, ")), "{len}: {found}");
    }
    let packed = gzip(&whole);
    for len in 0..packed.len() {
        let path = write(directory.path(), "packed", &packed[..len]);
        let (offset, unpacked, expected, found) = format_error(&path);
        assert!(offset <= whole.len() as u64, "{len}: {offset}");
        // With less than its two magic bytes it is no gzip file.
        assert_eq!(unpacked, len >= 2, "{len}: expected {expected}, found {found}");
    }
}

#[test]
fn messages_name_file_place_expected_and_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "train-images", &images()[..20]);
    let message = Idx::read(&path).unwrap_err().to_string();
    let expected = "at byte 20: expected 18 bytes of data (3 x 2 x 3), found 4, then the end of the file";
    assert_eq!(message, format!("{}: {expected}", path.display()));
}

#[test]
fn damage_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let changed = |at: usize, byte: u8| {
        let mut bytes = images();
        bytes[at] = byte;
        bytes
    };
    let cases = [
        (changed(0, 1), 0, "IDX", "01 00 08 03"),
        (changed(2, 0x0d), 0, "type 08", "type 0d"),
        (changed(3, 0), 0, "at least one dimension", "none"),
        ([images(), vec![0]].concat(), 34, "the end of the data", "1 bytes more"),
        (changed(4, 0xff), 34, "25669140498 bytes of data", "18, then"),
    ];
    for (bytes, offset, expected, found) in cases {
        let error = format_error(&write(directory.path(), "raw", &bytes));
        assert_eq!((error.0, error.1), (offset, false), "{error:?}");
        assert!(error.2.contains(expected) && error.3.contains(found), "{error:?}");
    }
    let packed = [
        (gzip(&changed(2, 0x0d)), 0, "type 08"),
        (gzip(&[images(), vec![0]].concat()), 34, "the end of the data"),
        ([gzip(&images()), vec![7]].concat(), 34, "the end of the compressed data"),
        // What a small file cannot unpack to is refused before any memory is taken.
        (gzip(&changed(4, 0xff)), 16, "25669140498 bytes of data"),
    ];
    for (bytes, offset, expected) in packed {
        let error = format_error(&write(directory.path(), "packed", &bytes));
        assert_eq!((error.0, error.1), (offset, true), "{error:?}");
        assert!(error.2.contains(expected), "{error:?}");
    }
    // A wrong checksum.
    let mut bytes = gzip(&images());
    let at = bytes.len() - 8;
    bytes[at] ^= 1;
    assert_eq!(format_error(&write(directory.path(), "packed", &bytes)).0, 34);
}

#[test]
fn enormous_claims_take_no_memory() {
    let directory = tempfile::tempdir().unwrap();
    let claim = |rank: u8| [vec![0, 0, 8, rank], vec![0xff; 4 * usize::from(rank)]].concat();
    for rank in [1, 2, 3, 255] {
        let raw = format_error(&write(directory.path(), "raw", &claim(rank)));
        let packed = format_error(&write(directory.path(), "packed", &gzip(&claim(rank))));
        let word = if rank < 3 { "bytes of data" } else { "below 2^64" };
        assert!(raw.2.contains(word) && packed.2.contains(word), "{raw:?} {packed:?}");
    }
}

#[test]
fn images_and_labels_must_belong_together() {
    let directory = tempfile::tempdir().unwrap();
    let images = write(directory.path(), "images", &images());
    let three = write(directory.path(), "labels", &labels(&[0, 9, 2]));
    let set = LabelledImages::read(&images, &three).unwrap();
    assert_eq!((set.len(), set.volume(), set.classes()), (3, Volume::new(3, 2, 1), 10));
    assert_eq!((set.image(1), set.target(1)), (&[7, 8, 9, 10, 11, 12][..], Target::Class(9)));
    assert_eq!(set.check_classes(10), Ok(()));
    assert_eq!(set.check_classes(9), Err(InputError::Class { sample: 1, found: 9, classes: 9 }));

    let four = write(directory.path(), "four", &labels(&[0, 1, 2, 3]));
    let error = LabelledImages::read(&images, &four).unwrap_err();
    assert!(matches!(error, DataError::Count { image_count: 3, label_count: 4, .. }), "{error}");
    // Images for labels, labels for images.
    assert!(matches!(LabelledImages::read(&three, &three), Err(DataError::Format { offset: 3, .. })));
    assert!(matches!(LabelledImages::read(&images, &images), Err(DataError::Format { offset: 3, .. })));
}

#[test]
fn images_are_normalised_and_must_have_the_networks_size() {
    let directory = tempfile::tempdir().unwrap();
    let images = write(directory.path(), "images", &images());
    let labels = write(directory.path(), "labels", &labels(&[0, 1, 2]));
    let set = LabelledImages::read(images, labels).unwrap();
    let normalization = Normalization { scale: 2.0, mean: vec![1.0], std: vec![0.5], whitening: None };
    let mut into = [0.0; 6];
    set.read(0, Volume::new(3, 2, 1), &normalization, &mut into).unwrap();
    assert_eq!(into, [2.0, 6.0, 10.0, 14.0, 18.0, 22.0]);
    // The same number of values in another arrangement.
    let error = set.read(0, Volume::new(2, 3, 1), &normalization, &mut into).unwrap_err();
    assert_eq!(error, InputError::Size { expected: Volume::new(2, 3, 1), width: 3, height: 2 });
}

#[test]
fn a_directory_is_searched_for_the_four_names() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("nowhere");
    assert!(matches!(Mnist::load(&missing), Err(DataError::Io { path, .. }) if path == missing));
    write(directory.path(), "train-images-idx3-ubyte.gz", &gzip(&images()));
    write(directory.path(), "train-labels-idx1-ubyte", &labels(&[0, 1, 2]));
    write(directory.path(), "t10k-images.idx3-ubyte", &images());
    let error = Mnist::load(directory.path()).unwrap_err();
    assert!(
        error.to_string().ends_with("no file named t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz"),
        "{error}"
    );
    write(directory.path(), "t10k-labels-idx1-ubyte.gz", &gzip(&labels(&[2, 1, 0])));
    let mnist = Mnist::load(directory.path()).unwrap();
    assert_eq!((mnist.train.label(0), mnist.test.label(0)), (0, 2));
    assert_eq!(mnist.train.image(2), mnist.test.image(2));
    // A directory where a file should be.
    assert!(matches!(Idx::read(directory.path()), Err(DataError::Io { .. })));
}

#[test]
fn mnist_is_complete() {
    let mnist = Mnist::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/mnist")).unwrap();
    assert_eq!((mnist.train.len(), mnist.test.len()), (60_000, 10_000));
    assert_eq!((mnist.train.volume(), mnist.train.classes()), (Volume::new(28, 28, 1), 10));
    let first = |set: &LabelledImages| [0, 1, 2, 3, 4].map(|i| set.label(i));
    assert_eq!((first(&mnist.train), first(&mnist.test)), ([5, 0, 4, 1, 9], [7, 2, 1, 0, 4]));
    // Its well-known mean and deviation, from which the usual normalisation comes.
    let (mut sum, mut squares) = (0u64, 0u64);
    for i in 0..mnist.train.len() {
        for &pixel in mnist.train.image(i) {
            sum += u64::from(pixel);
            squares += u64::from(pixel).pow(2);
        }
    }
    let count = 60_000.0 * 784.0;
    let mean = sum as f64 / count;
    let deviation = (squares as f64 / count - mean * mean).sqrt();
    assert!((mean / 255.0 - 0.1307).abs() < 5e-5 && (deviation / 255.0 - 0.3081).abs() < 5e-5, "{mean} {deviation}");
}

#[test]
fn views_are_parts_without_copies() {
    let directory = tempfile::tempdir().unwrap();
    let images = write(directory.path(), "images", &images());
    let labels = write(directory.path(), "labels", &labels(&[4, 5, 6]));
    let set = LabelledImages::read(images, labels).unwrap();
    let some = set.subset(vec![2, 0]);
    assert_eq!([some.target(0), some.target(1)], [Target::Class(6), Target::Class(4)]);
    let mut into = [0.0; 6];
    let plain = Normalization { scale: 1.0, ..Normalization::default() };
    some.read(1, Volume::new(3, 2, 1), &plain, &mut into).unwrap();
    assert_eq!(into, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!((set.take(2).len(), set.take(9).len()), (2, 3));
    let (rest, drawn) = set.split(1, 7);
    let mut all = [rest.indices(), drawn.indices()].concat();
    all.sort_unstable();
    assert_eq!((rest.len(), drawn.len(), all), (2, 1, vec![0, 1, 2]));
    assert_eq!(set.split(1, 7).1.indices(), drawn.indices());
    let drawn_by = |seed| set.split(1, seed).1.indices()[0];
    assert!((0..20).any(|seed| drawn_by(seed) != drawn_by(0)), "the seed does not matter");
}
