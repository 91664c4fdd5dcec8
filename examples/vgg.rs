//! VGG-16 from its facts to an answer: `cargo run --release --example vgg -- [IMAGE] [--weights FILE] [--map]`.
//!
//! With `--map` it slides over the image made 384x384: the class at each of 6x6 places, in one pass, and what the 36 crops
//! would have taken one by one.
//!
//! Without weights they are random, and so is the answer; its time and its memory are not. The weights are those of
//! torchvision's `vgg16`, which `scripts/torchvision_weights.py` saves.

use clap::Parser;
use convnet::inspect::summary;
use convnet::zoo::{Torchvision, Vgg16, Vgg16At384};
use convnet::{Network, Normalization};
use image::DynamicImage;
use image::imageops::FilterType;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

const _: () = assert!(Vgg16::PARAMS == 138_357_544 && Vgg16::MEMORY.total() <= 700_000_000);

/// Recognises what a picture shows with VGG-16.
#[derive(Parser)]
struct Options {
    /// A picture; grey without one
    image: Option<PathBuf>,
    /// Weights of torchvision's vgg16 as safetensors; random ones without
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Slide over the picture, made 384x384
    #[arg(long)]
    map: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    print!("{}", summary::<Vgg16>());
    let image = match &options.image {
        Some(path) => image::open(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => DynamicImage::new_rgb8(224, 224),
    };
    let start = Instant::now();
    let network = match &options.weights {
        Some(path) => Vgg16::load_torchvision(path)?,
        None => {
            Vgg16::init(&mut StdRng::seed_from_u64(1)).with_normalization(Normalization::new(Vgg16::MEAN, Vgg16::STD))
        }
    };
    println!("\nweights in {:.2} s", start.elapsed().as_secs_f64());
    if options.map {
        return map(network, &image);
    }

    let mut workspace = network.workspace();
    for turn in ["first", "second"] {
        let start = Instant::now();
        let answer = network.predict(&mut workspace, &image)?;
        let milliseconds = 1e3 * start.elapsed().as_secs_f64();
        let percent = 100.0 * answer.probabilities[answer.class];
        println!("{turn} answer in {milliseconds:.0} ms: class {} with {percent:.1}%", answer.class);
    }
    println!("{:.0} MB allocated for parameters and one image", Vgg16::MEMORY.total() as f64 / 1e6);
    if let Some(peak) = peak() {
        println!("{:.0} MB were the most that the process had in use", peak as f64 / 1e6);
    }
    Ok(())
}

/// The most probable class at each place of the image, from its crops and in one pass.
fn map(network: Vgg16, image: &DynamicImage) -> Result<(), Box<dyn Error>> {
    let (columns, rows) = (Vgg16At384::OUTPUT.width, Vgg16At384::OUTPUT.height);
    let image = image.resize_exact(384, 384, FilterType::Triangle);
    let places = (0..rows as u32).flat_map(|y| (0..columns as u32).map(move |x| (32 * x, 32 * y)));
    let crops: Vec<DynamicImage> = places.map(|(x, y)| image.crop_imm(x, y, 224, 224)).collect();
    let mut workspace = network.workspace();
    // The first answer makes room to work in.
    network.predict(&mut workspace, &crops[0])?;
    let start = Instant::now();
    let classes = crops.iter().map(|crop| Ok(network.predict(&mut workspace, crop)?.class));
    let classes = classes.collect::<Result<Vec<usize>, Box<dyn Error>>>()?;
    let by_crops = start.elapsed().as_secs_f64();

    let network = Vgg16At384::from(network);
    let mut workspace = network.workspace();
    network.logits(&mut workspace, &image)?;
    let start = Instant::now();
    let scores = network.logits(&mut workspace, &image)?;
    let in_one = start.elapsed().as_secs_f64();

    let best = |place: usize| {
        let score = |class: &usize| scores[class * rows * columns + place];
        (0..Vgg16At384::OUTPUT.depth).max_by(|a, b| score(a).total_cmp(&score(b))).unwrap_or(0)
    };
    println!("the class at each place, from the map and from the crop:");
    for y in 0..rows {
        let cells = (y * columns..(y + 1) * columns).map(|place| format!("{:>4} {:>4}", best(place), classes[place]));
        println!("{}", cells.collect::<Vec<_>>().join("   "));
    }
    println!("{} crops in {by_crops:.2} s, the map in {in_one:.2} s: {:.1} times", crops.len(), by_crops / in_one);
    Ok(())
}

/// The most bytes that the process has had in use, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(1024 * kibibytes)
}
