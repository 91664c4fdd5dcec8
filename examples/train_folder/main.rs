//! Your own pictures: `cargo run --release --example train_folder -- DIR`.
//!
//! `DIR` has a folder for each class, with pictures of it. A part of each is kept for validation; the weights that are
//! best on it go to `DIR.safetensors`, the names of the classes to `DIR.txt`, a report of the run to `DIR.html`. `--predict
//! PICTURE` then says what a picture shows.

mod networks;

use clap::Parser;
use convnet::data::{Augment, Augmented, ColorJitter, Crop, Fit, Flip, ImageFolder, read_picture};
use convnet::inspect::{Page, Picture, confusion, summary};
use convnet::train::{Epoch, History, Observer, Schedule, Trainer};
use convnet::weights::Weights;
use convnet::{Dataset, Evaluation, Network, Normalization};
use networks::{Folder32, Folder64, Folder128, MOST_CLASSES, restrict};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Trains a small residual network on folders of pictures, a class each.
#[derive(Parser)]
#[command(name = "train_folder")]
struct Options {
    /// Directory with a folder for each class, at most 100
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// How often all training pictures are gone through
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Width and height in which pictures are seen
    #[arg(long, default_value = "64", value_parser = ["32", "64", "128"])]
    size: String,
    /// Decides validation pictures, first weights, order and changes of the pictures
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Pictures of a mini-batch
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=4096))]
    batch: u32,
    /// The part of each class that is kept for validation
    #[arg(long, default_value_t = 0.2, value_parser = share)]
    validation: f64,
    /// Do not mirror pictures: left and right mean something in them, as in writing
    #[arg(long)]
    no_flip: bool,
    /// End at a picture that cannot be read, instead of leaving it out
    #[arg(long)]
    strict: bool,
    /// Megabytes of decoded pictures that stay in memory
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    keep: usize,
    /// Where to write, without an ending [default: DIR]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Say what a picture shows, with the weights of the last training
    #[arg(long, value_name = "PICTURE")]
    predict: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number < 1.0 => Ok(number),
        _ => Err("expected a number between 0 and 1".into()),
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let result = match options.size.as_str() {
        "32" => run::<Folder32>(&options),
        "64" => run::<Folder64>(&options),
        _ => run::<Folder128>(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Who has read enough (`| head`) has closed the pipe.
        Err(error) if error.downcast_ref().is_some_and(|e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe) => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run<N: Network>(options: &Options) -> Result<(), Box<dyn Error>> {
    match &options.predict {
        Some(picture) => predict::<N>(options, picture),
        None => train::<N>(options),
    }
}

/// The file with this ending that belongs to the training.
fn file(options: &Options, ending: &str) -> PathBuf {
    // Appended: a name may have a dot in it.
    let mut path = options.out.as_ref().unwrap_or(&options.directory).components().as_path().as_os_str().to_owned();
    path.push(ending);
    path.into()
}

fn train<N: Network>(options: &Options) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout();
    let mut pictures = ImageFolder::open(&options.directory)?.keep(options.keep << 20);
    if !options.strict {
        for broken in pictures.drop_broken() {
            writeln!(io::stderr(), "left out: {broken}")?;
        }
    }
    let classes = pictures.classes();
    if !(2..=MOST_CLASSES).contains(&classes.len()) {
        let found = classes.len();
        return Err(
            format!("{}: expected 2 to {MOST_CLASSES} folders, found {found}", options.directory.display()).into()
        );
    }
    for (class, count) in classes.iter().zip(pictures.counts()) {
        writeln!(out, "{count:7} {class}")?;
    }
    let (training, validation) = pictures.split_classes(options.validation, options.seed);
    if training.is_empty() || validation.is_empty() {
        return Err(format!("{}: expected at least 2 pictures of a class", options.directory.display()).into());
    }
    writeln!(out, "{} pictures to learn from, {} for validation\n", training.len(), validation.len())?;
    write!(out, "{}", summary::<N>())?;

    let normalization = Normalization::of_channels(&training, N::INPUT)?;
    let mut network = N::init(&mut StdRng::seed_from_u64(options.seed)).with_normalization(normalization);
    restrict(&mut network, classes.len());
    let side = N::INPUT.width;
    let mut augment = Augment::new().then(Crop::new(side, side).pad(side / 8).fill(0.5));
    if !options.no_flip {
        augment = augment.then(Flip::horizontal(0.5));
    }
    let augment = augment.then(ColorJitter::new().brightness(0.2).contrast(0.2).saturation(0.2));

    let mut best = Best { network: network.clone(), epoch: 0, accuracy: -1.0, loss: f64::INFINITY };
    let history = Trainer::new()
        .epochs(options.epochs as usize)
        .batch(options.batch as usize)
        .learning_rate(0.05)
        .momentum(0.9)
        .nesterov(true)
        .weight_decay(5e-4)
        .schedule(Schedule::Cosine { warmup: 0.1 * f64::from(options.epochs) })
        .seed(options.seed)
        .observe(&mut best)
        .train_validated(&mut network, &Augmented::new(training, augment), &validation)?;

    let (weights, names, page) = (file(options, ".safetensors"), file(options, ".txt"), file(options, ".html"));
    best.network.save(&weights)?;
    let named = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::write(&names, classes.join("\n") + "\n").map_err(|error| named(&names, error))?;
    let validated = best.network.evaluate(&mut best.network.workspace(), &validation)?;
    let html = html(options, &best, &history, &validated, classes)?;
    fs::write(&page, html).map_err(|error| named(&page, error))?;

    writeln!(out, "\nepoch {} was the best; on the pictures for validation:", best.epoch)?;
    write!(out, "{}", accuracies(&validated, classes))?;
    writeln!(out, "wrote {}, {} and {}", weights.display(), names.display(), page.display())?;
    Ok(())
}

/// The run as a page: how it went, what the best network does, and what it is.
fn html<N: Network>(
    options: &Options,
    best: &Best<N>,
    history: &History,
    validated: &Evaluation,
    classes: &[String],
) -> Result<String, Box<dyn Error>> {
    let names: Vec<&str> = classes.iter().map(String::as_str).collect();
    // Only the classes that there are.
    let mut present = validated.clone();
    present.confusion.truncate(names.len());
    present.confusion.iter_mut().for_each(|row| row.truncate(names.len()));
    let mut epochs = vec![["epoch", "loss", "validation loss", "accuracy", "seconds"].map(str::to_owned).to_vec()];
    for epoch in &history.epochs {
        let Some(validation) = &epoch.validation else { continue };
        epochs.push(vec![
            epoch.epoch.to_string(),
            format!("{:.4}", epoch.loss),
            format!("{:.4}", validation.loss),
            format!("{:.2}%", 100.0 * validation.accuracy()),
            format!("{:.1}", epoch.seconds + epoch.validation_seconds),
        ]);
    }
    let picture = history.curves().into_iter().fold(Picture::new("").filters(&best.network), Picture::curves);
    let Options { size, seed, batch, .. } = options;
    let page = Page::new(options.directory.display().to_string())
        .text(&format!(
            "pictures of {size}x{size}, mini-batches of {batch}, seed {seed}; epoch {} was the best",
            best.epoch
        ))
        .svg(&picture.svg()?)
        .heading("Validation pictures")
        .text(&accuracies(validated, classes))
        .text(&confusion(&present, &names))
        .heading("Epochs")
        .table(&epochs)
        .heading("Network")
        .text(&summary::<N>());
    Ok(page.html())
}

/// Keeps the network of the epoch that was most accurate on the validation, of those with the least cost.
struct Best<N> {
    network: N,
    epoch: usize,
    accuracy: f64,
    loss: f64,
}

impl<N: Network> Observer<N> for Best<N> {
    fn epoch(&mut self, network: &N, epoch: &Epoch) -> ControlFlow<()> {
        if let Some(validation) = &epoch.validation {
            let (accuracy, loss) = (validation.accuracy(), validation.loss);
            if accuracy > self.accuracy || accuracy == self.accuracy && loss < self.loss {
                *self = Best { network: network.clone(), epoch: epoch.epoch, accuracy, loss };
            }
        }
        ControlFlow::Continue(())
    }
}

/// A line a class: its accuracy, and what it is most often taken for.
fn accuracies(validation: &Evaluation, classes: &[String]) -> String {
    let mut text = String::new();
    for ((label, class), row) in classes.iter().enumerate().zip(&validation.confusion) {
        let count: usize = row.iter().sum();
        let right = match count {
            0 => "      ·".to_owned(),
            _ => format!("{:6.1}%", 100.0 * row[label] as f64 / count as f64),
        };
        text += &format!("{right} of {count:5} {class}");
        let wrong = (0..classes.len()).filter(|&answer| answer != label && row[answer] > 0);
        if let Some(answer) = wrong.max_by_key(|&answer| (row[answer], usize::MAX - answer)) {
            text += &format!(" ({} taken for {})", row[answer], classes[answer]);
        }
        text.push('\n');
    }
    text + &format!("{:6.1}% of {:5} together\n", 100.0 * validation.accuracy(), validation.count)
}

/// The most probable classes of a picture.
fn predict<N: Network>(options: &Options, picture: &Path) -> Result<(), Box<dyn Error>> {
    let network = N::load(file(options, ".safetensors"))?;
    let names = file(options, ".txt");
    let names = fs::read_to_string(&names).map_err(|error| format!("{}: {error}", names.display()))?;
    let classes: Vec<&str> = names.lines().collect();
    // Cut as those of the training were.
    let seen = Fit::Crop.pixels(&read_picture(picture)?, N::INPUT)?;
    let answer = network.predict(&mut network.workspace(), &seen)?;
    let mut order: Vec<usize> = (0..classes.len().min(answer.probabilities.len())).collect();
    order.sort_by(|&a, &b| answer.probabilities[b].total_cmp(&answer.probabilities[a]));
    for class in order.into_iter().take(5) {
        writeln!(io::stdout(), "{:6.2}% {}", 100.0 * answer.probabilities[class], classes[class])?;
    }
    Ok(())
}
