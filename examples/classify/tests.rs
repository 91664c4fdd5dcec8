//! The program from its arguments to what it writes.

use super::*;
use std::fs;
use std::path::Path;

const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/photos");

/// What a run with these arguments ends with, and what it has written: answers and errors.
fn classify(arguments: &[&str]) -> (Result<(), String>, String, String) {
    let options = Options::try_parse_from(["classify"].iter().chain(arguments)).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let result = run(&options, &mut out, &mut errors).map_err(|error| error.to_string());
    (result, String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap())
}

#[test]
fn a_photo_has_five_classes_with_bars() {
    let photo = format!("{PHOTOS}/tabby_cat.jpg");
    let (result, out, errors) = classify(&[&photo]);
    assert_eq!((result, errors.as_str()), (Ok(()), ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.len(), lines[0]), (7, photo.as_str()));
    let mut last = 100.0;
    for line in &lines[1..6] {
        let percent: f32 = line.split_once('%').unwrap().0.trim().parse().unwrap();
        assert!(percent <= last, "{out}");
        assert_eq!(line.matches('█').count(), (0.4 * percent).round() as usize, "{out}");
        last = percent;
    }
    assert!(lines[1].contains("%  tabby  "), "{out}");
    assert!(lines[6].starts_with("read in ") && lines[6].contains(" ms, answered in "), "{out}");
}

#[test]
fn a_folder_with_broken_pictures_is_classified_and_written_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("more");
    fs::create_dir(&inner).unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::copy(format!("{PHOTOS}/persian_cat.jpg"), at("a, \"b\".jpg")).unwrap();
    // What a picture is does not follow from its name.
    fs::copy(format!("{PHOTOS}/siamese_cat.jpg"), at("more/siamese.png")).unwrap();
    fs::write(at("broken.png"), "no picture").unwrap();
    let whole = fs::read(format!("{PHOTOS}/tabby_cat.jpg")).unwrap();
    fs::write(at("cut.jpg"), &whole[..100]).unwrap();
    fs::write(at("notes.txt"), "not looked at").unwrap();
    let csv = at("answers.csv");

    let (result, out, errors) = classify(&[&folder.path().display().to_string(), &at("missing.jpg"), "--csv", &csv]);
    assert_eq!(result, Ok(()), "{errors}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(lines[0].contains("%  Persian cat  ") && lines[0].ends_with("a, \"b\".jpg"), "{out}");
    assert!(lines[1].contains("%  Siamese cat  ") && lines[1].ends_with("siamese.png"), "{out}");
    assert!(lines[2].starts_with("2 pictures, each read in "), "{out}");

    let errors: Vec<&str> = errors.lines().collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    for (error, name) in errors.iter().zip(["broken.png", "cut.jpg", "missing.jpg"]) {
        assert!(error.starts_with(&format!("error: {}: ", at(name))), "{error}");
    }

    let csv = fs::read_to_string(csv).unwrap();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 3, "{csv}");
    assert!(rows[0].starts_with("path,class 1,probability 1,class 2,") && rows[0].ends_with(",class 5,probability 5"));
    let path = at("a, \"b\".jpg").replace('"', "\"\"");
    let rest = rows[1].strip_prefix(&format!("\"{path}\",Persian cat,0.")).unwrap();
    assert_eq!(rest.split(',').count(), 9, "{csv}");
    assert!(rows[2].starts_with(&format!("{},Siamese cat,", at("more/siamese.png"))), "{csv}");
}

#[test]
fn nothing_to_classify_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().display().to_string();
    for (path, message) in [
        (empty.clone(), "no picture in this folder"),
        (format!("{empty}/missing.jpg"), "No such file or directory"),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned(), "not a picture (png, jpg, webp, gif or bmp)"),
    ] {
        let (result, out, errors) = classify(&[&path]);
        assert_eq!(result, Err("there is no picture that could be classified".to_owned()), "{path}");
        assert_eq!(out, "");
        assert!(errors.starts_with(&format!("error: {path}: {message}")), "{errors}");
    }
}

#[test]
fn weights_of_another_network_and_a_csv_in_no_folder_are_errors() {
    let photo = format!("{PHOTOS}/tabby_cat.jpg");
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mnist_cnn.safetensors");
    let (result, out, _) = classify(&[&photo, "--weights", weights]);
    let message = result.unwrap_err();
    assert!(message.starts_with(&format!("{weights} does not fit the network SqueezeNet\n")), "{message}");
    assert!(message.contains("conv1.weight (in the file: features.0.weight): expected [64, 3, 3, 3]"), "{message}");
    assert_eq!(out, "");

    let (result, out, _) = classify(&[&photo, "--csv", "no folder/answers.csv"]);
    assert!(result.unwrap_err().starts_with("no folder/answers.csv: "));
    assert_eq!(out, "");
}

/// A reader that has gone away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_told_from_other_errors() {
    let options = Options::try_parse_from(["classify", PHOTOS]).unwrap();
    let error = run(&options, &mut Closed, &mut Vec::new()).unwrap_err();
    assert_eq!(error.downcast_ref().map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
}

#[test]
fn pictures_are_found_by_name_at_any_depth() {
    let (found, wrong) = pictures::find(&[Path::new(PHOTOS).parent().unwrap().to_owned()]);
    let names: Vec<_> = found.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["egyptian_cat", "persian_cat", "siamese_cat", "tabby_cat"]);
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn pictures_stand_upright() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("turned.jpg");
    let wide = image::GrayImage::from_fn(64, 16, |x, _| image::Luma([if x < 32 { 20 } else { 220 }]));
    let mut jpeg = io::Cursor::new(Vec::new());
    wide.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    // One entry of Exif: the orientation (0x112), a short: 6, to be turned by 90 degrees to the right.
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    fs::write(&path, [&jpeg[..2], exif, &jpeg[2..]].concat()).unwrap();
    let read = pictures::read(&path).unwrap().to_luma8();
    assert_eq!(read.dimensions(), (16, 64));
    assert!(read.get_pixel(8, 4).0[0] < 40 && read.get_pixel(8, 60).0[0] > 200);
}

#[test]
fn a_picture_that_claims_to_be_gigantic_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gigantic.bmp");
    // The header of a bitmap of 30,000x30,000 pixels with 24 bits, of which there is none.
    let header = [54, 0, 54, 40, 30_000, 30_000, 1 | 24 << 16, 0, 0, 0, 0, 0, 0].map(u32::to_le_bytes).concat();
    fs::write(&path, [b"BM", header.as_slice()].concat()).unwrap();
    assert_eq!(pictures::read(&path).unwrap_err(), format!("{}: Memory limit exceeded", path.display()));
}
