//! Pictures in folders and tables, whole and broken.

mod linear;

use convnet_core::data::{Augment, Augmented, Crop, DataError, Fit, ImageFolder, read_picture};
use convnet_core::network::{Dataset, InputError, Network, Normalization, Target};
use convnet_core::shape::Volume;
use convnet_core::train::{Progress, TrainError, Trainer};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use linear::Small;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::fs;
use std::path::Path;

const FORMATS: [(&str, ImageFormat); 6] = [
    ("a.png", ImageFormat::Png),
    ("b.jpg", ImageFormat::Jpeg),
    ("c.JPEG", ImageFormat::Jpeg),
    ("d.bmp", ImageFormat::Bmp),
    ("e.webp", ImageFormat::WebP),
    ("f.gif", ImageFormat::Gif),
];

/// Of one colour, but for a darker stripe at the left.
fn picture(width: u32, height: u32, color: [u8; 3]) -> DynamicImage {
    let pixel = |x, _| Rgb(if x < width / 4 { color.map(|v| v / 2) } else { color });
    RgbImage::from_fn(width, height, pixel).into()
}

fn save(path: &Path, image: &DynamicImage, format: ImageFormat) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    image.save_with_format(path, format).unwrap();
}

fn png(path: &Path, color: [u8; 3]) {
    save(path, &picture(8, 8, color), ImageFormat::Png);
}

/// Pixels as numbers from 0 to 255, depth by depth.
fn read(data: &impl Dataset, index: usize, volume: Volume) -> Result<Vec<f32>, InputError> {
    let plain = Normalization { scale: 1.0, ..Normalization::default() };
    let mut values = vec![0.0; volume.len()];
    data.read(index, volume, &plain, &mut values).map(|()| values)
}

fn names(data: &ImageFolder, root: &Path) -> Vec<String> {
    let name = |index| data.path(index).strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    (0..data.len()).map(name).collect()
}

#[test]
fn folders_are_classes_by_name_at_any_depth() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    for name in
        ["b/2.png", "b/10.png", "b/inner/deep/1.png", "a/x.png", "кот/мурка 猫.png", "b/.hidden.png", ".git/1.png"]
    {
        png(&at(name), [200, 100, 50]);
    }
    png(&at("beside.png"), [1, 2, 3]);
    fs::create_dir(at("empty")).unwrap();
    fs::write(at("a/notes.txt"), "not a picture").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.path(), at("a/loop")).unwrap();

    let data = ImageFolder::open(root.path()).unwrap();
    assert_eq!(data.classes(), ["a", "b", "empty", "кот"]);
    assert_eq!(data.counts(), [1, 3, 0, 1]);
    assert_eq!(names(&data, root.path()), ["a/x.png", "b/10.png", "b/2.png", "b/inner/deep/1.png", "кот/мурка 猫.png"]);
    let labels: Vec<_> = (0..5).map(|index| data.target(index)).collect();
    assert_eq!(labels, [0, 1, 1, 1, 3].map(Target::Class));
    let volume = Volume::new(8, 8, 3);
    assert_eq!(read(&data, 4, volume).unwrap()[7], 200.0);

    let none = ImageFolder::open(at("empty")).unwrap_err();
    let expected = format!("{}: expected pictures in a folder for each class, found none", at("empty").display());
    assert_eq!(none.to_string(), expected);
    assert!(matches!(ImageFolder::open(at("missing")), Err(DataError::Io { .. })));
}

#[test]
fn every_format_is_read() {
    let root = tempfile::tempdir().unwrap();
    let color = [220, 120, 20];
    for (name, format) in FORMATS {
        save(&root.path().join("class").join(name), &picture(32, 16, color), format);
    }
    let data = ImageFolder::open(root.path()).unwrap();
    assert_eq!(data.len(), FORMATS.len());
    let volume = Volume::new(32, 16, 3);
    let expected = read(&data, 0, volume).unwrap();
    let plane = volume.plane();
    assert_eq!([8, plane + 8, 2 * plane + 8].map(|i| expected[i]), [220.0, 120.0, 20.0]);
    assert_eq!([0, plane, 2 * plane].map(|i| expected[i]), [110.0, 60.0, 10.0]);
    for (index, (name, format)) in FORMATS.iter().enumerate() {
        // JPEG has coarser colours at an edge, GIF 256 colours.
        let near = if *format == ImageFormat::Jpeg { 40.0 } else { 0.0 };
        let values = read(&data, index, volume).unwrap();
        assert!(values.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= near), "{name}");
    }
    // Grey, from colour; other depths are none that a picture has.
    assert_eq!(read(&data, 0, Volume::new(32, 16, 1)).unwrap()[8], 134.0);
    assert_eq!(read(&data, 0, Volume::new(32, 16, 5)), Err(InputError::Channels { channels: 5 }));
}

#[test]
fn pictures_are_cropped_or_stretched() {
    let root = tempfile::tempdir().unwrap();
    // Three parts side by side, of which a square has the middle one.
    let wide = GrayImage::from_fn(96, 32, |x, _| Luma([[10, 100, 200][x as usize / 32]]));
    save(&root.path().join("a/wide.png"), &wide.clone().into(), ImageFormat::Png);
    let high = image::imageops::rotate90(&wide);
    save(&root.path().join("a/xhigh.png"), &high.into(), ImageFormat::Png);
    save(&root.path().join("b/one.png"), &GrayImage::from_pixel(1, 1, Luma([7])).into(), ImageFormat::Png);
    let clear = RgbaImage::from_fn(4, 4, |x, _| Rgba([90, 80, 70, if x < 2 { 0 } else { 255 }]));
    save(&root.path().join("c/clear.png"), &clear.into(), ImageFormat::Png);

    let data = ImageFolder::open(root.path()).unwrap();
    let square = Volume::new(16, 16, 1);
    for index in [0, 1] {
        assert_eq!(read(&data, index, square).unwrap(), [100.0; 256]);
    }
    assert_eq!(read(&data, 2, square).unwrap(), [7.0; 256]);
    let clear = read(&data, 3, Volume::new(4, 4, 3)).unwrap();
    assert_eq!([0, 3, 16, 19, 32, 35].map(|i| clear[i]), [255.0, 90.0, 255.0, 80.0, 255.0, 70.0]);
    let alpha = read(&data, 3, Volume::new(4, 4, 4)).unwrap();
    assert_eq!([0, 48, 51].map(|i| alpha[i]), [90.0, 0.0, 255.0]);

    let data = data.fit(Fit::Stretch);
    let row = &read(&data, 0, square).unwrap()[..16];
    assert_eq!([row[0], row[7], row[15]], [10.0, 100.0, 200.0]);
}

#[test]
fn broken_pictures_are_dropped_or_end_the_training() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    for (name, format) in FORMATS {
        let whole = at("sound").join(name);
        save(&whole, &picture(64, 48, [200, 100, 50]), format);
        let bytes = fs::read(&whole).unwrap();
        fs::create_dir_all(at("cut")).unwrap();
        fs::write(at("cut").join(name), &bytes[..40]).unwrap();
    }
    fs::write(at("cut/g.png"), "").unwrap();
    fs::write(at("cut/h.gif"), "not a picture at all").unwrap();
    // Half of a PNG: its header is right.
    let bytes = fs::read(at("sound/a.png")).unwrap();
    fs::write(at("cut/i.png"), &bytes[..bytes.len() / 2]).unwrap();

    let mut data = ImageFolder::open(root.path()).unwrap();
    let broken = data.drop_broken();
    let told: Vec<_> = broken.iter().map(ToString::to_string).collect();
    assert_eq!(broken.len(), 9, "{told:?}");
    for (told, name) in
        told.iter().zip(["a.png", "b.jpg", "c.JPEG", "d.bmp", "e.webp", "f.gif", "g.png", "h.gif", "i.png"])
    {
        assert!(told.starts_with(&format!("{}: ", at("cut").join(name).display())), "{told}");
    }
    let other = read_picture(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap_err().to_string();
    assert!(other.ends_with(": not a picture (png, jpg, webp, gif or bmp)"), "{other}");
    assert_eq!((data.len(), data.counts()), (6, vec![0, 6]));
    assert!((0..6).all(|index| read(&data, index, Volume::new(4, 4, 3)).is_ok()));
    assert!(data.drop_broken().is_empty());

    // What has not been dropped is told when it is met.
    let data = ImageFolder::open(root.path()).unwrap();
    let mut network = Small::init(&mut StdRng::seed_from_u64(1));
    let mut trainer = Trainer::new().epochs(1).progress(Progress::Silent);
    match trainer.train(&mut network, &data) {
        Err(TrainError::Input(InputError::Picture { path, reason })) => {
            assert!(path.starts_with(at("cut")) && !reason.is_empty(), "{path:?}: {reason}");
        }
        other => panic!("expected a broken picture, found {other:?}"),
    }
}

#[test]
fn gigantic_claims_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let claims = |name: &str, bytes: &[u8]| {
        let path = root.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = read_picture(&path).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: ", path.display())), "{error}");
        error
    };
    let bmp = [54, 0, 54, 40, 30_000, 30_000, 1 | 24 << 16, 0, 0, 0, 0, 0, 0].map(u32::to_le_bytes).concat();
    assert!(claims("a.bmp", &[b"BM", bmp.as_slice()].concat()).ends_with("Memory limit exceeded"));
    // The header of a PNG with the sum of its bytes, and the beginning of its data.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0".to_vec();
    png.extend(crc(&png[12..]).to_be_bytes());
    png.extend(b"\0\0\0\x10IDAT");
    assert!(claims("b.png", &png).ends_with("Memory limit exceeded"));
    assert!(claims("c.gif", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08").len() > 10);
    let lossless = [b"RIFF\x20\0\0\0WEBPVP8L\x10\0\0\0\x2f\xff\xff\xff\x0f".as_slice(), &[0; 16]].concat();
    claims("d.webp", &lossless);
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda".as_slice();
    claims("e.jpg", jpeg);
    assert!(claims("f.png", &[]).len() > 10);
    let error = read_picture(root.path()).unwrap_err().to_string();
    assert!(error.ends_with(": not a file"), "{error}");
}

/// Of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

#[test]
fn tables_name_pictures_and_classes() {
    let root = tempfile::tempdir().unwrap();
    let table = root.path().join("table.csv");
    for name in ["1.png", "in/2, \"two\".png", "in/кот.png", "4.png"] {
        png(&root.path().join(name), [10, 20, 30]);
    }
    let text = "\u{feff}id,\"label\",file\r\n1,dog,1.png\r\n2,\"a, \"\"cat\"\"\",\"in/2, \"\"two\"\".png\"\n\n\
                3,dog,in/кот.png,surplus\n4,\"two\nlines\",4.png";
    fs::write(&table, text).unwrap();
    let mut data = ImageFolder::csv(&table, "file", "label").unwrap();
    assert_eq!(data.classes(), ["a, \"cat\"", "dog", "two\nlines"]);
    assert_eq!((0..4).map(|index| data.label(index)).collect::<Vec<_>>(), [1, 0, 1, 2]);
    assert_eq!(names(&data, root.path()), ["1.png", "in/2, \"two\".png", "in/кот.png", "4.png"]);
    assert!(data.drop_broken().is_empty());

    // Numbers are in the order of numbers.
    fs::write(&table, "label,file\n10,1.png\n9,4.png\n10,missing.png\n").unwrap();
    let mut data = ImageFolder::csv(&table, "file", "label").unwrap();
    assert_eq!(data.classes(), ["9", "10"]);
    let broken = data.drop_broken();
    assert!(broken.len() == 1 && broken[0].to_string().contains("missing.png: "), "{broken:?}");
    assert_eq!(data.counts(), [1, 1]);
}

#[test]
fn wrong_tables_are_told_with_the_place() {
    let root = tempfile::tempdir().unwrap();
    let table = root.path().join("table.csv");
    let told = |text: &[u8]| {
        fs::write(&table, text).unwrap();
        let error = ImageFolder::csv(&table, "file", "label").unwrap_err().to_string();
        error.strip_prefix(&format!("{}: ", table.display())).unwrap().to_owned()
    };
    assert_eq!(
        told(b""),
        "at byte 0: expected a header with the columns [\"file\", \"label\"], found the end of the file"
    );
    assert_eq!(
        told(b"file,class\n"),
        "at byte 0: expected a header with the column \"label\", found [\"file\", \"class\"]"
    );
    assert_eq!(told(b"file,label\n"), "expected rows below the header, found none");
    assert_eq!(told(b"file,label\na.png\n"), "at byte 11: expected at least 2 cells, found [\"a.png\"]");
    assert_eq!(
        told(b"file,label\n\"a.png,1\n"),
        "at byte 11: expected a cell that ends with its closing quote, found no closing quote"
    );
    assert_eq!(
        told(b"file,label\n\"a\".png,1\n"),
        "at byte 14: expected a cell that ends with its closing quote, found \".png,1\\n\""
    );
    assert_eq!(told(b"file,label\n\xff,1\n"), "at byte 11: expected text in UTF-8, found other bytes");
}

#[test]
fn parts_have_their_share_of_each_class() {
    let root = tempfile::tempdir().unwrap();
    for (class, count) in [("a", 20), ("b", 5), ("c", 2), ("d", 1)] {
        for i in 0..count {
            let path = root.path().join(class).join(format!("{i:02}.png"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "not read").unwrap();
        }
    }
    let data = ImageFolder::open(root.path()).unwrap();
    let counts = |indices: &[usize]| {
        let mut counts = [0; 4];
        indices.iter().for_each(|&index| counts[data.label(index)] += 1);
        counts
    };
    let (rest, drawn) = data.split_classes(0.2, 7);
    assert_eq!((counts(rest.indices()), counts(drawn.indices())), ([16, 4, 1, 1], [4, 1, 1, 0]));
    let mut all = [rest.indices(), drawn.indices()].concat();
    assert!(rest.indices().is_sorted() && drawn.indices().is_sorted());
    all.sort_unstable();
    assert_eq!(all, (0..28).collect::<Vec<_>>());
    assert_eq!(data.split_classes(0.2, 7).1.indices(), drawn.indices());
    assert_ne!(data.split_classes(0.2, 8).1.indices(), drawn.indices());
    // What the seed draws is fixed for good.
    assert_eq!(drawn.indices(), [1, 3, 6, 16, 22, 26]);
    assert_eq!(data.split_classes(0.0, 7).1.len(), 0);
    assert_eq!(data.split_classes(1.0, 7).0.len(), 0);
}

/// The same training, however pictures are read ahead and kept, and on any number of threads.
#[test]
fn reading_ahead_changes_no_bit() {
    let root = tempfile::tempdir().unwrap();
    for i in 0..40_u8 {
        let color = if i % 2 == 0 { [200 + i, 90, 40] } else { [60, 100 + i, 220] };
        png(&root.path().join(["warm", "cold"][usize::from(i % 2)]).join(format!("{i:02}.png")), color);
    }
    let trained = |data: ImageFolder, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut network = Small::init(&mut StdRng::seed_from_u64(1));
            let augment = Augment::new().read_at(6, 6).then(Crop::new(2, 2));
            let (training, validation) = data.split_classes(0.25, 3);
            let mut trainer = Trainer::new().epochs(4).batch(7).mixup(0.1).progress(Progress::Silent);
            let history =
                trainer.train_validated(&mut network, &Augmented::new(training, augment), &validation).unwrap();
            (history.losses, network.params().to_vec())
        })
    };
    let open = || ImageFolder::open(root.path()).unwrap();
    let expected = trained(open().ahead(0), 1);
    for ahead in [1, 2, 5, 100] {
        assert!(trained(open().ahead(ahead), 2) == expected, "{ahead}");
    }
    assert!(trained(open().keep(usize::MAX), 3) == expected);
    // Ten of them.
    assert!(trained(open().keep(10 * 6 * 6), 2) == expected);
}

/// What is kept is not read again; what was read ahead is read once.
#[test]
fn kept_pictures_need_no_file() {
    let root = tempfile::tempdir().unwrap();
    let volume = Volume::new(8, 8, 3);
    for i in 0..3_u8 {
        png(&root.path().join(format!("a/{i}.png")), [100 + i, 0, 0]);
    }
    let data = ImageFolder::open(root.path()).unwrap().keep(2 * volume.len());
    let first: Vec<_> = (0..3).map(|index| read(&data, index, volume).unwrap()).collect();
    fs::remove_dir_all(root.path().join("a")).unwrap();
    assert_eq!((0..2).map(|index| read(&data, index, volume).unwrap()).collect::<Vec<_>>(), first[..2]);
    assert!(matches!(read(&data, 2, volume), Err(InputError::Picture { .. })));
    assert!(matches!(read(&data, 0, Volume::new(4, 4, 3)), Err(InputError::Picture { .. })), "another size");
}
