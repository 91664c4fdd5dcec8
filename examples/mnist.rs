//! Handwritten digits, from the declaration to the trained network: `cargo run --release --example mnist`.
//!
//! Trains on MNIST's 60,000 images, tests on the 10,000 others, and leaves behind `mnist.safetensors` (the weights),
//! `mnist.svg` (learning curves and filters) and `mnist.html` (a report). `-- --predict IMAGE.png` then reads a digit
//! of your own.

#[path = "common/exit.rs"]
mod exit;

use clap::Parser;
use convnet::data::{Mnist, digit};
use convnet::inspect::{Examination, Picture, Report, confusion, summary};
use convnet::train::{Schedule, Trainer, UpdateRatios};
use convnet::weights::Weights;
use convnet::{Dataset, Evaluation, Network, Normalization, convnet};
use exit::exit;
use image::GrayImage;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

convnet! {
    /// Digits, as in Nielsen's book.
    pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);
}

/// Trains a convolutional network on handwritten digits, tests it, and uses it.
#[derive(Parser)]
#[command(
    after_help = "Without --load and --predict it trains, and writes mnist.safetensors, mnist.svg and mnist.html."
)]
struct Options {
    /// How often all training images are gone through
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Images of a mini-batch
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    batch: u32,
    /// The largest learning rate: reached after a tenth of the steps, then falling to 0 along half a cosine
    #[arg(long, default_value_t = 0.05, value_parser = positive, allow_negative_numbers = true)]
    learning_rate: f32,
    /// Decides first weights, order and validation images
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads to work on [default: one for each core]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Directory with the four IDX files of MNIST, Fashion-MNIST or the like, as they are or with .gz
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"))]
    data: PathBuf,
    /// Use these weights instead of training: test them, or --predict with them
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,
    /// Say which digit a picture shows, with --load's weights or those of the last training
    #[arg(long, value_name = "IMAGE.png")]
    predict: Option<PathBuf>,
    /// Directory for what is written
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

fn positive(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("expected a number above 0".into()),
    }
}

fn main() -> ExitCode {
    exit(run(&Options::parse()))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    if let Some(threads) = options.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()?;
    }
    let weights = options.out.join("mnist.safetensors");
    match (&options.predict, &options.load) {
        (Some(image), Some(file)) => predict(&LeNet::load(file)?, image),
        (Some(image), None) if weights.exists() => predict(&LeNet::load(&weights)?, image),
        (Some(_), None) => Err(format!("{}: no such file; train first, or say --load FILE", weights.display()).into()),
        (None, Some(file)) => {
            let network = LeNet::load(file)?;
            let test = Mnist::load(&options.data)?.test;
            Ok(report(&network.evaluate(&mut network.workspace(), &test)?)?)
        }
        (None, None) => train(options, &weights),
    }
}

fn train(options: &Options, weights: &Path) -> Result<(), Box<dyn Error>> {
    let data = Mnist::load(&options.data)?;
    // A directory that cannot be written to is better told now than after the training.
    std::fs::create_dir_all(&options.out).map_err(|error| format!("{}: {error}", options.out.display()))?;
    let path = options.out.join("mnist.svg");
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    File::options().create(true).append(true).open(&path).map_err(failed)?;
    write!(io::stdout(), "{}", summary::<LeNet>())?;

    let start = Instant::now();
    let mut network = LeNet::init(&mut StdRng::seed_from_u64(options.seed))
        .with_normalization(Normalization::new([0.1307], [0.3081]));
    let mut updates = UpdateRatios::new();
    let history = Trainer::new()
        .epochs(options.epochs as usize)
        .batch(options.batch as usize)
        .learning_rate(options.learning_rate)
        .momentum(0.9)
        .weight_decay(2e-3)
        .schedule(Schedule::Cosine { warmup: 0.1 * f64::from(options.epochs) })
        .seed(options.seed)
        .validation(5_000.min(data.train.len() / 10))
        .observe(&mut updates)
        .train(&mut network, &data.train)?;
    let seconds = start.elapsed().as_secs_f64();
    network.save(weights)?;
    let name = options.data.file_name().map_or("images".into(), |name| name.to_string_lossy());
    let title = format!("LeNet on {name}");
    let picture = Picture::new(&title).filters(&network);
    let picture = history.curves().into_iter().fold(picture, Picture::curves);
    std::fs::write(&path, picture.svg()?).map_err(failed)?;
    writeln!(io::stdout(), "trained in {seconds:.1} s")?;
    let tested = Examination::of(&network, &mut network.workspace(), &data.test, 24)?;
    report(&tested.evaluation)?;
    let page = Report::new(title)
        .curves("Training", history.curves())
        .curves("How far steps move the weights", [updates.curves()])
        .examination("Test images", &tested)
        .network(&network);
    let html = path.with_extension("html");
    std::fs::write(&html, page.html()?).map_err(|error| format!("{}: {error}", html.display()))?;
    writeln!(io::stdout(), "wrote {}, {} and {}", weights.display(), path.display(), html.display())?;
    Ok(())
}

/// Accuracy and confusion matrix.
fn report(test: &Evaluation) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "\n{}", confusion(test, &[]))?;
    writeln!(out, "test accuracy {:.2}% ({} of {} images)", 100.0 * test.accuracy(), test.correct, test.count)
}

/// The digit that a picture shows, and the ten probabilities as bars.
fn predict(network: &LeNet, path: &Path) -> Result<(), Box<dyn Error>> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let image = image::ImageReader::open(path).map_err(|error| named(&error))?;
    let image = image.with_guessed_format().map_err(|error| named(&error))?.decode().map_err(|error| named(&error))?;
    let seen = digit(&image).ok_or_else(|| named(&"nothing stands out from the background"))?;
    let mut out = io::stdout();
    writeln!(
        out,
        "{}, made grey, inverted if dark on light, fitted to 28x28 and centred as MNIST's digits are:",
        path.display()
    )?;
    write!(out, "{}", in_letters(&seen))?;
    let answer = network.predict(&mut network.workspace(), &seen)?;
    writeln!(out, "This is a {}.", answer.class)?;
    for (class, probability) in answer.probabilities.iter().enumerate() {
        writeln!(out, "{class} {:6.2}% {}", 100.0 * probability, "█".repeat((40.0 * probability).round() as usize))?;
    }
    Ok(())
}

/// A small grey image in letters, two rows of pixels in one of letters.
fn in_letters(image: &GrayImage) -> String {
    let mut text = String::new();
    for y in (0..image.height()).step_by(2) {
        for x in 0..image.width() {
            let below = image.get_pixel_checked(x, y + 1).map_or(0, |pixel| pixel.0[0]);
            let brightness = image.get_pixel(x, y).0[0] / 2 + below / 2;
            text.push([' ', '░', '▒', '▓', '█'][usize::from(brightness) * 5 / 256]);
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}
