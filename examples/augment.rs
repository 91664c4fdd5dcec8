//! What augmentation does to images: `cargo run --release --example augment` draws `augment.png`, a contact sheet with
//! a row for each transform. The first image of a row is as it was; the others are what eight epochs make of it.

use clap::Parser;
use convnet::data::{
    Affine, Augment, Augmented, ColorJitter, ColorPca, Crop, Cutout, DatasetExt, Elastic, Flip, Mnist, ResizedCrop,
    Samples, Shift,
};
use convnet::{Dataset, InputError, Normalization, Volume};
use image::imageops::FilterType;
use image::{Rgb, RgbImage};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Draws handwritten digits and photographs as a training sees them.
#[derive(Parser)]
struct Options {
    /// Decides what each epoch draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Directory with the four IDX files of MNIST
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"))]
    digits: PathBuf,
    /// Directory with photographs (jpg)
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/photos"))]
    photos: PathBuf,
    /// The picture that is written
    #[arg(long, value_name = "FILE.png", default_value = "augment.png")]
    out: PathBuf,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

const DIGIT: Volume = Volume::new(28, 28, 1);
const PHOTO: Volume = Volume::new(104, 104, 3);
/// Pixels of a digit's pixel: digits become as large as photographs, nearly.
const DIGIT_SCALE: u32 = 3;
const PHOTO_SCALE: u32 = 1;
/// Images of a row, of which the first is as it was.
const IMAGES: u64 = 9;

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let digits = Mnist::load(&options.digits)?.test;
    let photos = photos(options)?;
    let mut sheet = Sheet::default();
    for (i, (label, augment)) in of_digits().into_iter().enumerate() {
        let augmented = Augmented::new(&digits, augment);
        sheet.row(label, DIGIT, DIGIT_SCALE, |epoch| match epoch {
            0 => read(&digits, i, DIGIT),
            _ => read(&augmented.drawn(options.seed + epoch), i, DIGIT),
        })?;
    }
    for (i, (label, augment)) in of_photos(&photos)?.into_iter().enumerate() {
        let augmented = Augmented::new(&photos, augment);
        let i = i % photos.len();
        sheet.row(label, PHOTO, PHOTO_SCALE, |epoch| match epoch {
            0 => read(&photos, i, PHOTO),
            _ => read(&augmented.drawn(options.seed + epoch), i, PHOTO),
        })?;
    }
    sheet.row("MIXUP 2", PHOTO, PHOTO_SCALE, |epoch| match epoch {
        0 => read(&photos, 2, PHOTO),
        _ => read(&photos.mixed(2.0, options.seed + epoch), 2, PHOTO),
    })?;
    sheet.draw().save(&options.out).map_err(|error| format!("{}: {error}", options.out.display()))?;
    writeln!(io::stdout(), "wrote {}", options.out.display())?;
    Ok(())
}

fn of_digits() -> Vec<(&'static str, Augment)> {
    let with = Augment::new;
    vec![
        ("SHIFT 4", with().then(Shift::new(4))),
        ("ROTATE 25", with().then(Affine::new().rotate(-25.0..=25.0))),
        ("SCALE 30%", with().then(Affine::new().scale(0.7..=1.3))),
        ("SHEAR 25", with().then(Affine::new().shear(-25.0..=25.0))),
        ("ELASTIC 34, 4", with().then(Elastic::new(34.0, 4.0))),
        ("ELASTIC 8, 2", with().then(Elastic::new(8.0, 2.0))),
        ("CUTOUT 8", with().then(Cutout::new(8).fill(0.5))),
    ]
}

fn of_photos(photos: &impl Dataset) -> Result<Vec<(&'static str, Augment)>, InputError> {
    let (width, height) = (PHOTO.width, PHOTO.height);
    let with = Augment::new;
    let (affine, color) = (Affine::new().fill(0.5), ColorJitter::new());
    let pca = ColorPca::of(photos, width, height)?.deviation(1.0);
    let all = with()
        .then(ResizedCrop::new(width, height).area(0.4..=1.0))
        .then(Flip::horizontal(0.5))
        .then(affine.clone().rotate(-10.0..=10.0))
        .then(color.clone().brightness(0.3).contrast(0.3).saturation(0.3).hue(0.05))
        .then(Cutout::new(30).fill(0.5));
    Ok(vec![
        ("FLIP 50%", with().then(Flip::horizontal(0.5))),
        ("UPSIDE DOWN 50%", with().then(Flip::vertical(0.5))),
        ("PAD 16, CROP", with().then(Crop::new(width, height).pad(16).fill(0.5))),
        ("READ AT 160, CROP", with().read_at(160, 160).then(Crop::new(width, height))),
        ("RESIZED CROP", with().then(ResizedCrop::new(width, height))),
        ("ROTATE, SHEAR", with().then(affine.rotate(-30.0..=30.0).shear(-15.0..=15.0))),
        ("ELASTIC 150, 8", with().then(Elastic::new(150.0, 8.0).fill(0.5))),
        ("BRIGHTNESS 50%", with().then(color.clone().brightness(0.5))),
        ("CONTRAST 70%", with().then(color.clone().contrast(0.7))),
        ("SATURATION 90%", with().then(color.clone().saturation(0.9))),
        ("HUE 50%", with().then(color.hue(0.5))),
        ("COLOR PCA 1", with().then(pca)),
        ("CUTOUT 40", with().then(Cutout::new(40).fill(0.5))),
        ("ALL OF THEM", all),
    ])
}

/// The photographs of the folder by name, their middles as squares.
fn photos(options: &Options) -> Result<Samples<RgbImage>, Box<dyn Error>> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", options.photos.display());
    let entries = std::fs::read_dir(&options.photos).map_err(|error| named(&error))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jpg")));
    paths.sort();
    if paths.is_empty() {
        return Err(named(&"no photographs").into());
    }
    let square = |path: &PathBuf| match image::open(path) {
        Ok(photo) => Ok(photo.resize_to_fill(224, 224, FilterType::Triangle).to_rgb8()),
        Err(error) => Err(format!("{}: {error}", path.display())),
    };
    let photos = paths.iter().map(square).collect::<Result<Vec<_>, _>>()?;
    let classes = (0..photos.len()).collect();
    Ok(Samples::with_classes(photos, classes)?)
}

/// Image `index`, whose values are from 0 to 1.
fn read(data: &impl Dataset, index: usize, volume: Volume) -> Result<Vec<f32>, InputError> {
    let mut values = vec![0.0; volume.len()];
    data.read(index, volume, &Normalization::default(), &mut values)?;
    Ok(values)
}

/// Rows of images of the same height.
#[derive(Default)]
struct Sheet {
    rows: Vec<(&'static str, Vec<RgbImage>)>,
}

const GAP: u32 = 6;
/// Pixels that the labels have to the left of the images.
const LABELS: u32 = 232;
const PAPER: Rgb<u8> = Rgb([250, 250, 248]);
const INK: Rgb<u8> = Rgb([40, 40, 40]);

impl Sheet {
    /// One row more, of images whose pixels become squares of `scale` pixels.
    fn row(
        &mut self,
        label: &'static str,
        volume: Volume,
        scale: u32,
        image: impl Fn(u64) -> Result<Vec<f32>, InputError>,
    ) -> Result<(), InputError> {
        let draw = |values: Vec<f32>| {
            RgbImage::from_fn(volume.width as u32 * scale, volume.height as u32 * scale, |x, y| {
                let pixel = (y / scale) as usize * volume.width + (x / scale) as usize;
                let channel = |c: usize| (255.0 * values[c.min(volume.depth - 1) * volume.plane() + pixel]) as u8;
                Rgb([0, 1, 2].map(channel))
            })
        };
        let images = (0..IMAGES).map(|epoch| image(epoch).map(draw)).collect::<Result<_, _>>()?;
        self.rows.push((label, images));
        Ok(())
    }

    fn draw(&self) -> RgbImage {
        let width = |images: &[RgbImage]| images.iter().map(|image| image.width() + GAP).sum::<u32>() + GAP;
        let height = |images: &[RgbImage]| images.iter().map(RgbImage::height).max().unwrap_or(0);
        let sides = (
            LABELS + self.rows.iter().map(|(_, images)| width(images)).max().unwrap_or(0),
            GAP + self.rows.iter().map(|(_, images)| height(images) + GAP).sum::<u32>(),
        );
        let mut sheet = RgbImage::from_pixel(sides.0, sides.1, PAPER);
        let mut top = GAP;
        for (label, images) in &self.rows {
            write_label(&mut sheet, label, 2 * GAP, top + height(images) / 2);
            let mut left = LABELS;
            for image in images {
                image::imageops::replace(&mut sheet, image, left.into(), top.into());
                // The first stands apart from what has become of it.
                left += image.width() + if left == LABELS { 2 * GAP } else { GAP };
            }
            top += height(images) + GAP;
        }
        sheet
    }
}

/// Letters of five columns and seven rows.
const LETTERS: [(&str, [&str; 7]); 3] = [
    (
        "ABCDEFGHIJKLM",
        [
            ".###. ####. .#### ####. ##### ##### .#### #...# .###. ..### #...# #.... #...#",
            "#...# #...# #.... #...# #.... #.... #.... #...# ..#.. ...#. #..#. #.... ##.##",
            "#...# #...# #.... #...# #.... #.... #.... #...# ..#.. ...#. #.#.. #.... #.#.#",
            "##### ####. #.... #...# ####. ####. #.### ##### ..#.. ...#. ##... #.... #.#.#",
            "#...# #...# #.... #...# #.... #.... #...# #...# ..#.. ...#. #.#.. #.... #...#",
            "#...# #...# #.... #...# #.... #.... #...# #...# ..#.. #..#. #..#. #.... #...#",
            "#...# ####. .#### ####. ##### #.... .#### #...# .###. .##.. #...# ##### #...#",
        ],
    ),
    (
        "NOPQRSTUVWXYZ",
        [
            "#...# .###. ####. .###. ####. .#### ##### #...# #...# #...# #...# #...# #####",
            "##..# #...# #...# #...# #...# #.... ..#.. #...# #...# #...# #...# #...# ....#",
            "#.#.# #...# #...# #...# #...# #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#.",
            "#..## #...# ####. #...# ####. .###. ..#.. #...# #...# #.#.# ..#.. ..#.. ..#..",
            "#...# #...# #.... #.#.# #.#.. ....# ..#.. #...# #...# #.#.# .#.#. ..#.. .#...",
            "#...# #...# #.... #..#. #..#. ....# ..#.. #...# .#.#. ##.## #...# ..#.. #....",
            "#...# .###. #.... .##.# #...# ####. ..#.. .###. ..#.. #...# #...# ..#.. #####",
        ],
    ),
    (
        "0123456789,%",
        [
            ".###. ..#.. .###. ####. ...#. ##### ..##. ##### .###. .###. ..... ##..#",
            "#...# .##.. #...# ....# ..##. #.... .#... ....# #...# #...# ..... ##..#",
            "#..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...# ..... ...#.",
            "#.#.# ..#.. ...#. .###. #..#. ....# ####. ..#.. .###. .#### ..... ..#..",
            "##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....# .##.. .#...",
            "#...# ..#.. .#... ....# ...#. #...# #...# .#... #...# ...#. ..#.. #..##",
            ".###. .###. ##### ####. ...#. .###. .###. .#... .###. .##.. .#... #..##",
        ],
    ),
];

/// Writes `label` from column `left` on, its middle in row `middle`; what is no letter, as a space.
fn write_label(sheet: &mut RgbImage, label: &str, left: u32, middle: u32) {
    const SCALE: u32 = 2;
    let top = middle - 7 * SCALE / 2;
    for (i, letter) in label.chars().enumerate() {
        let Some((at, rows)) = LETTERS.iter().find_map(|(all, rows)| Some((all.find(letter)?, rows))) else { continue };
        for (y, row) in (0..).zip(rows) {
            for (x, _) in (0..).zip(row[6 * at..][..5].chars()).filter(|(_, dot)| *dot == '#') {
                let corner = (left + (6 * i as u32 + x) * SCALE, top + y * SCALE);
                (0..SCALE * SCALE).for_each(|p| sheet.put_pixel(corner.0 + p % SCALE, corner.1 + p / SCALE, INK));
            }
        }
    }
}
