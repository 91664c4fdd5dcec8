//! VGG-16 from its declaration to an answer: `cargo run --release --example vgg -- [IMAGE] [--weights FILE]`.
//!
//! Without weights they are random, and so is the answer; its time and its memory are not. The weights are those of
//! torchvision's `vgg16`, saved as safetensors.

use clap::Parser;
use convnet::inspect::summary;
use convnet::weights::Weights;
use convnet::{Network, Normalization, convnet};
use image::DynamicImage;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

convnet! {
    /// Simonyan and Zisserman 2014, configuration D.
    pub Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 138_357_544, memory <= 700 MB;
}

/// Recognises what a picture shows with VGG-16.
#[derive(Parser)]
struct Options {
    /// A picture; grey without one
    image: Option<PathBuf>,
    /// Weights of torchvision's vgg16 as safetensors; random ones without
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
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
        Some(path) => load(path)?,
        None => Vgg16::init(&mut StdRng::seed_from_u64(1)),
    };
    let network = network.with_normalization(Normalization::new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]));
    println!("\nweights in {:.2} s", start.elapsed().as_secs_f64());

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

/// torchvision numbers the layers of `features` and of `classifier` as we do, each from 0.
fn load(path: &Path) -> Result<Vgg16, Box<dyn Error>> {
    let first = Vgg16::LAYERS.iter().position(|layer| layer.kind == "fc").expect("VGG-16 has fully connected layers");
    let learning = Vgg16::LAYERS.iter().enumerate().filter(|(_, layer)| layer.params > 0);
    let names: Vec<(&str, String)> = learning
        .map(|(i, layer)| match i.checked_sub(first) {
            None => (layer.name, format!("features.{i}")),
            Some(i) => (layer.name, format!("classifier.{i}")),
        })
        .collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(ours, theirs)| (*ours, theirs.as_str())).collect();
    Ok(Vgg16::load_with(path, &names)?)
}

/// The most bytes that the process has had in use, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(1024 * kibibytes)
}
