//! Your own pictures: `cargo run --release --example train_folder -- DIR`.
//!
//! `DIR` has a folder for each class, with pictures of it. A part of each is kept for validation; the weights that are
//! most accurate on it go to `DIR.safetensors`, the names of the classes to `DIR.txt`, a report of the run to
//! `DIR.html`. A training that is stopped or killed goes on where it was, by the same command: until it ends, what it
//! needs for that is in `DIR.checkpoints`. `--predict PICTURE` then says what a picture shows.

#[path = "../common/exit.rs"]
mod exit;
mod networks;

use clap::Parser;
use convnet::data::{Augment, Augmented, ColorJitter, Crop, DatasetExt, Fit, Flip, ImageFolder, Subset, read_picture};
use convnet::inspect::{Examination, Report, summary};
use convnet::train::{Criterion, History, Schedule, TrainError, Trainer, UpdateRatios};
use convnet::weights::{Weights, WeightsError};
use convnet::{Dataset, Evaluation, Network, Normalization};
use exit::exit;
use indicatif::{ProgressBar, ProgressStyle};
use networks::{Folder32, Folder64, Folder128, MOST_CLASSES, restrict};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Pictures by which values are normalised: of more, some from the first to the last.
const MEASURED: usize = 2_000;
/// Steps from one checkpoint to the next; fewer where an epoch has fewer.
const CHECKPOINT: usize = 250;
/// So many of the worst mistakes are shown.
const MISTAKES: usize = 24;

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
    /// Width and height in which pictures are seen [default: 64; to predict, that of the training]
    #[arg(long, value_parser = ["32", "64", "128"])]
    size: Option<String>,
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
    /// Begin anew, even where a training was stopped that could go on
    #[arg(long)]
    restart: bool,
    /// Say what pictures show, with the weights of the last training
    #[arg(long, value_name = "PICTURE", num_args = 1..)]
    predict: Vec<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number < 1.0 => Ok(number),
        _ => Err("expected a number between 0 and 1".into()),
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let result = match (options.size.as_deref(), options.predict.is_empty()) {
        (Some("32"), true) => train::<Folder32>(&options),
        (Some("128"), true) => train::<Folder128>(&options),
        (_, true) => train::<Folder64>(&options),
        (size, false) => predict(&options, size),
    };
    exit(result)
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
    let pictures = open(options)?;
    let classes = pictures.classes();
    for (class, count) in classes.iter().zip(pictures.counts()) {
        writeln!(out, "{count:7} {class}")?;
    }
    let (training, validation) = pictures.split_classes(options.validation, options.seed);
    if training.is_empty() || validation.is_empty() {
        return Err(format!("{}: expected at least 2 pictures of a class", options.directory.display()).into());
    }
    writeln!(out, "{} pictures to learn from, {} for validation\n", training.len(), validation.len())?;
    writeln!(out, "{}", summary::<N>())?;

    let step = training.len().div_ceil(MEASURED);
    let measured = training.subset((0..training.len()).step_by(step).collect());
    let normalization = Normalization::of_channels(&measured, N::INPUT)?;
    let mut network = N::init(&mut StdRng::seed_from_u64(options.seed)).with_normalization(normalization);
    restrict(&mut network, classes.len());
    let checkpoints = file(options, ".checkpoints");
    if options.restart {
        remove(&checkpoints);
    }
    if checkpoints.is_dir() {
        writeln!(out, "Going on from {}; --restart begins anew.", checkpoints.display())?;
    } else {
        writeln!(out, "Where it is stopped, the same command goes on.")?;
    }
    let mut updates = UpdateRatios::new();
    let history = Trainer::new()
        .epochs(options.epochs as usize)
        .batch(options.batch as usize)
        .learning_rate(0.05)
        .momentum(0.9)
        .nesterov(true)
        .weight_decay(5e-4)
        .schedule(Schedule::Cosine { warmup: 0.1 * f64::from(options.epochs) })
        .seed(options.seed)
        // The weights of the best epoch, and no end before the last.
        .best_by(Criterion::Accuracy)
        .early_stopping(usize::MAX)
        .checkpoints(&checkpoints, CHECKPOINT.min(training.len().div_ceil(options.batch as usize)), 1)
        .resume(&checkpoints)
        .observe(&mut updates)
        .train_validated(&mut network, &Augmented::new(&training, augment::<N>(options)), &validation)
        .map_err(|error| match error {
            TrainError::Checkpoint(error) => format!("{error}\n--restart begins a training anew").into(),
            error => Box::<dyn Error>::from(error),
        })?;

    let (weights, names, page) = (file(options, ".safetensors"), file(options, ".txt"), file(options, ".html"));
    network.save(&weights)?;
    let named = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::write(&names, classes.join("\n") + "\n").map_err(|error| named(&names, error))?;
    let examined = Examination::of(&network, &mut network.workspace(), &validation, MISTAKES)?;
    let report = report(options, &network, &history, &updates, &examined, &validation, &pictures);
    fs::write(&page, report.html()?).map_err(|error| named(&page, error))?;
    remove(&checkpoints);

    let best = history.best().map_or(0, |epoch| epoch.epoch);
    writeln!(out, "\nepoch {best} was the best; on the pictures for validation:")?;
    write!(out, "{}", accuracies(&examined.evaluation, classes))?;
    writeln!(out, "wrote {}, {} and {}", weights.display(), names.display(), page.display())?;
    Ok(())
}

/// The pictures of the directory, less those that are broken.
fn open(options: &Options) -> Result<ImageFolder, Box<dyn Error>> {
    let mut pictures = ImageFolder::open(&options.directory)?.keep(options.keep << 20);
    let found = pictures.classes().len();
    if !(2..=MOST_CLASSES).contains(&found) {
        let directory = options.directory.display();
        return Err(format!("{directory}: expected 2 to {MOST_CLASSES} folders, found {found}").into());
    }
    if !options.strict {
        writeln!(io::stdout(), "looking at {} pictures", pictures.len())?;
        let bar = ProgressBar::new(pictures.len() as u64);
        bar.set_style(ProgressStyle::with_template("[{bar:30}] {pos}/{len}")?.progress_chars("=> "));
        let broken = pictures.drop_broken_with(|| bar.inc(1));
        bar.finish_and_clear();
        broken.iter().try_for_each(|broken| writeln!(io::stderr(), "left out: {broken}"))?;
    }
    Ok(pictures)
}

/// How pictures change from epoch to epoch.
fn augment<N: Network>(options: &Options) -> Augment {
    let side = N::INPUT.width;
    let cropped = Augment::new().then(Crop::new(side, side).pad(side / 8).fill(0.5));
    let flipped = if options.no_flip { cropped } else { cropped.then(Flip::horizontal(0.5)) };
    flipped.then(ColorJitter::new().brightness(0.2).contrast(0.2).saturation(0.2))
}

/// Removes the checkpoints of a training that needs them no more. Other files stay, and the directory for them.
fn remove(checkpoints: &Path) {
    for entry in fs::read_dir(checkpoints).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "safetensors") {
            let _ = fs::remove_file(entry.path());
        }
    }
    let _ = fs::remove_dir(checkpoints);
}

/// The run as a page: how it went, what the best network does, and what it is.
fn report<N: Network>(
    options: &Options,
    network: &N,
    history: &History,
    updates: &UpdateRatios,
    examined: &Examination,
    validation: &Subset<'_, ImageFolder>,
    pictures: &ImageFolder,
) -> Report {
    let classes = pictures.classes();
    let mut files = vec![["file", "is", "was taken for", "confidence"].map(str::to_owned).to_vec()];
    files.extend(examined.mistakes.worst().iter().map(|mistake| {
        vec![
            pictures.path(validation.indices()[mistake.index]).display().to_string(),
            classes[mistake.label].clone(),
            classes[mistake.answer].clone(),
            format!("{:.1}%", 100.0 * mistake.confidence),
        ]
    }));
    let Options { seed, batch, .. } = options;
    let size = format!("{}x{}", N::INPUT.width, N::INPUT.height);
    let best = history.best().map_or(0, |epoch| epoch.epoch);
    let report = Report::new(options.directory.display().to_string())
        .classes(classes)
        .settings(&[
            (
                "pictures",
                format!("{} to learn from, {} for validation", pictures.len() - validation.len(), validation.len()),
            ),
            ("seen as", size),
            ("mini-batch", batch.to_string()),
            ("epochs", format!("{}, of which {best} was the best", history.epochs.len())),
            ("mirrored", if options.no_flip { "no" } else { "every second one" }.to_owned()),
            ("seed", seed.to_string()),
        ])
        .curves("Training", history.curves())
        .curves("How far steps move the weights", [updates.curves()])
        .examination("Pictures for validation", examined);
    let report = if files.len() > 1 { report.table("Files of the worst mistakes", &files) } else { report };
    report.table("Epochs", &history.table()).network(network)
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

/// The most probable classes of the pictures, by the network of the last training: that of `size`, where it is said.
fn predict(options: &Options, size: Option<&str>) -> Result<(), Box<dyn Error>> {
    match size {
        Some("32") => predict_with::<Folder32>(options),
        Some("64") => predict_with::<Folder64>(options),
        Some(_) => predict_with::<Folder128>(options),
        // The file is of one of them.
        None => {
            let of_another =
                |error: &(dyn Error + 'static)| matches!(error.downcast_ref(), Some(WeightsError::Mismatch { .. }));
            match predict_with::<Folder32>(options) {
                Err(error) if of_another(&*error) => match predict_with::<Folder64>(options) {
                    Err(error) if of_another(&*error) => predict_with::<Folder128>(options),
                    result => result,
                },
                result => result,
            }
        }
    }
}

fn predict_with<N: Network>(options: &Options) -> Result<(), Box<dyn Error>> {
    let network = N::load(file(options, ".safetensors"))?;
    let names = file(options, ".txt");
    let names = fs::read_to_string(&names).map_err(|error| format!("{}: {error}", names.display()))?;
    let classes: Vec<&str> = names.lines().collect();
    let mut workspace = network.workspace();
    for picture in &options.predict {
        // Cut as those of the training were.
        let seen = Fit::Crop.pixels(&read_picture(picture)?, N::INPUT)?;
        let answer = network.predict(&mut workspace, &seen)?;
        let mut order: Vec<usize> = (0..classes.len().min(answer.probabilities.len())).collect();
        order.sort_by(|&a, &b| answer.probabilities[b].total_cmp(&answer.probabilities[a]));
        writeln!(io::stdout(), "{}", picture.display())?;
        for class in order.into_iter().take(5) {
            writeln!(io::stdout(), "{:6.2}% {}", 100.0 * answer.probabilities[class], classes[class])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use convnet::train::Progress;
    use image::{Rgb, RgbImage};

    /// A few pictures of two classes, and one that is broken; the training is stopped by what is left of another one,
    /// begins anew, leaves its files and no checkpoints, and its weights predict without being told their size.
    #[test]
    fn a_folder_is_trained_on_and_predicted() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("pets & <b>");
        for (class, color) in [("cat", [200, 40, 40]), ("dog", [30, 60, 220])] {
            fs::create_dir_all(directory.join(class)).unwrap();
            for i in 0..6_u8 {
                let picture = RgbImage::from_fn(40, 32, |x, y| Rgb(color.map(|c| c ^ ((x * y) as u8 % 16) ^ i)));
                picture.save(directory.join(class).join(format!("{i}.png"))).unwrap();
            }
        }
        fs::write(directory.join("dog/broken.jpg"), "no picture").unwrap();
        let name = directory.to_str().unwrap();
        let options = |more: &[&str]| {
            let all = ["train_folder", name, "--epochs", "2", "--batch", "4"];
            Options::parse_from(all.iter().chain(more))
        };

        // What is left of a training with another network, beside a file of the user's.
        let checkpoints = file(&options(&[]), ".checkpoints");
        let mut pictures = ImageFolder::open(&directory).unwrap();
        assert_eq!(pictures.drop_broken().len(), 1);
        let mut other = Folder64::init(&mut StdRng::seed_from_u64(1));
        let trainer = Trainer::new().epochs(1).progress(Progress::Silent);
        trainer.checkpoints(&checkpoints, 0, 1).train(&mut other, &pictures).unwrap();
        fs::write(checkpoints.join("note.txt"), "mine").unwrap();
        let error = train::<Folder32>(&options(&[])).unwrap_err().to_string();
        assert!(error.contains("--restart begins a training anew") && error.contains("batch: expected 4"), "{error}");

        train::<Folder32>(&options(&["--restart"])).unwrap();
        let left: Vec<_> = fs::read_dir(&checkpoints).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["note.txt"]);
        assert_eq!(fs::read_to_string(file(&options(&[]), ".txt")).unwrap(), "cat\ndog\n");
        let html = fs::read_to_string(file(&options(&[]), ".html")).unwrap();
        assert!(html.contains("pets &amp; &lt;b&gt;") && !html.contains("<b>"));
        for part in
            ["10 to learn from, 2 for validation", "Reliability", "‖weights‖", "best: epoch", "filters of conv1"]
        {
            assert!(html.contains(part), "{part}");
        }
        let picture = directory.join("cat/0.png");
        predict(&options(&["--predict", picture.to_str().unwrap()]), None).unwrap();
        let error = predict(&options(&["--predict", picture.to_str().unwrap()]), Some("64")).unwrap_err();
        assert!(matches!(error.downcast_ref(), Some(WeightsError::Mismatch { .. })), "{error}");
    }
}
