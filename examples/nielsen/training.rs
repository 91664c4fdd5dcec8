//! One training: begun, or gone on with, and watched.

use crate::record::{self, Record};
use crate::rows::Recipe;
use convnet::data::{Augmented, DatasetExt, LabelledImages, Mnist, Subset};
use convnet::train::{Average, Epoch, Observer, Progress, Schedule, Step, Trainer};
use convnet::weights::Weights;
use convnet::{Dataset, Ensemble, Network, Normalization, Workspace};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What ends a run.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The accuracies on validation and test images, from 0 to 1.
pub type Accuracies = [f64; 2];

/// The images, and where a run writes.
pub struct Files {
    pub mnist: Mnist,
    /// In it, each training has a directory.
    pub directory: PathBuf,
}

impl Files {
    /// # Errors
    /// Where there are too few images, or the directory cannot be made.
    pub fn new(mnist: Mnist, directory: &Path) -> Result<Files, String> {
        let (train, test) = (mnist.train.len(), mnist.test.len());
        if train < 6 || test == 0 {
            return Err(format!("expected at least 6 images to train on and 1 to test, found {train} and {test}"));
        }
        fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
        Ok(Files { mnist, directory: directory.to_owned() })
    }

    /// The images to learn from, and those for validation: the last sixth, 10,000 of MNIST's 60,000.
    fn parts(&self) -> (Subset<'_, LabelledImages>, Subset<'_, LabelledImages>) {
        let train = &self.mnist.train;
        let first = train.len() - train.len() / 6;
        (train.subset((0..first).collect()), train.subset((first..train.len()).collect()))
    }
}

/// When trainings are to stop, to be gone on with another time.
pub struct Stop {
    now: AtomicBool,
    due: Box<dyn Fn() -> bool + Send + Sync>,
}

impl Stop {
    /// When `due` says so, which is asked at each step.
    pub fn when(due: impl Fn() -> bool + Send + Sync + 'static) -> Stop {
        Stop { now: AtomicBool::new(false), due: Box::new(due) }
    }

    /// Now.
    pub fn set(&self) {
        self.now.store(true, Ordering::Relaxed);
    }

    pub fn is_due(&self) -> bool {
        self.now.load(Ordering::Relaxed) || (self.due)()
    }
}

/// How a training tells of itself.
#[derive(Clone, Copy)]
pub enum Telling {
    /// By the kit's own progress.
    Progress(Progress),
    /// By a line an epoch, as one of several at a time.
    Lines,
}

/// Trainings that differ by their seeds alone.
#[derive(Clone)]
pub struct Training {
    /// Its directories' names begin so.
    pub name: String,
    pub recipe: Recipe,
    /// The network's name and parameters.
    network: String,
    /// Multiply-adds of an image.
    macs: u64,
    train: fn(&Training, &Files, u64, &Stop, Telling) -> Result<Record, Failure>,
    ensemble: fn(&Training, &Files, &[u64]) -> Result<Accuracies, Failure>,
}

impl Training {
    /// Of networks of type `N`.
    pub fn of<N: Network>(name: String, recipe: Recipe) -> Training {
        let network = format!("{}, {} parameters", N::NAME, N::PARAMS);
        Training { name, recipe, network, macs: N::MACS, train: train::<N>, ensemble: ensemble::<N> }
    }

    /// Multiply-adds of the whole training, but for what is the same in all.
    pub fn work(&self) -> u64 {
        self.macs * self.recipe.epochs as u64
    }

    /// What the training of this seed has come to; `None` where there is none.
    ///
    /// # Errors
    /// As [`Record::read`].
    pub fn read(&self, files: &Files, seed: u64) -> Result<Option<Record>, String> {
        Record::read(self.directory(files, seed).join(RECORD), self.settings(files), self.recipe.epochs)
    }

    /// Trains the network of this seed, goes on with it, or reads what it has come to.
    pub fn train(&self, files: &Files, seed: u64, stop: &Stop, telling: Telling) -> Result<Record, Failure> {
        (self.train)(self, files, seed, stop, telling)
    }

    /// The accuracies on validation and test images of trained networks that answer together.
    pub fn ensemble(&self, files: &Files, seeds: &[u64]) -> Result<Accuracies, Failure> {
        (self.ensemble)(self, files, seeds)
    }

    fn directory(&self, files: &Files, seed: u64) -> PathBuf {
        files.directory.join(format!("{}-seed{seed}", self.name))
    }

    /// What has to be the same for a training to be gone on with, beside what its checkpoints compare.
    fn settings(&self, files: &Files) -> Vec<(&'static str, String)> {
        let Recipe { epochs, batch, learning_rate, weight_decay, label_smoothing, init, expansion } = self.recipe;
        let (train, validation) = files.parts();
        let [train, validation, test] = [train.len(), validation.len(), files.mnist.test.len()];
        vec![
            ("network", self.network.clone()),
            ("images", format!("{train} to learn from, {validation} for validation, {test} to test")),
            ("epochs", epochs.to_string()),
            ("batch", batch.to_string()),
            ("learning rate", learning_rate.to_string()),
            ("average of weights", Recipe::AVERAGE.to_string()),
            ("weight decay", weight_decay.to_string()),
            ("label smoothing", label_smoothing.to_string()),
            ("first weights", format!("{init:?}")),
            ("transforms", expansion.augment().map_or("none".into(), |augment| format!("{augment:?}"))),
        ]
    }
}

/// The file of a training's record.
const RECORD: &str = "training.json";

/// The file of the best network of a training.
fn best(directory: &Path) -> PathBuf {
    directory.join("best.safetensors")
}

fn train<N: Network>(
    training: &Training,
    files: &Files,
    seed: u64,
    stop: &Stop,
    telling: Telling,
) -> Result<Record, Failure> {
    let directory = training.directory(files, seed);
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", directory.display());
    fs::create_dir_all(&directory).map_err(|error| named(&error))?;
    let lock = File::create(directory.join("lock")).map_err(|error| named(&error))?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => named(&"another process is at work here"),
        TryLockError::Error(error) => named(&error),
    })?;
    let Recipe { epochs, batch, learning_rate, weight_decay, label_smoothing, init, expansion } = training.recipe;
    let (train, validation) = files.parts();
    // Read behind the lock: another process may have gone on until now.
    let record = match training.read(files, seed)? {
        Some(record) if record.is_finished() => return Ok(record),
        Some(record) => record,
        None => Record::begin(directory.join(RECORD), training.settings(files), epochs)?,
    };

    let mut network =
        N::init_with(init, &mut StdRng::seed_from_u64(seed)).with_normalization(Normalization::new([0.1307], [0.3081]));
    let name = format!("{}, seed {seed}", training.name);
    let (progress, name) = match telling {
        Telling::Progress(progress) => {
            if progress != Progress::Silent {
                say(&format!("{name}:"));
            }
            (progress, None)
        }
        Telling::Lines => (Progress::Silent, Some(name)),
    };
    let checkpoints = directory.join("checkpoints");
    let steps = train.len().div_ceil(batch);
    let images: Box<dyn Dataset> = match expansion.augment() {
        Some(augment) => Box::new(Augmented::new(train, augment)),
        None => Box::new(train),
    };
    let workspace = network.workspace();
    let test = &files.mnist.test;
    let average = Average::moving(Recipe::AVERAGE);
    let mut watch = Watch { record, best: best(&directory), test, average, workspace, stop, name, failure: None };
    Trainer::new()
        .epochs(epochs)
        .batch(batch)
        .learning_rate(learning_rate)
        .momentum(Recipe::MOMENTUM)
        .nesterov(true)
        .weight_decay(weight_decay)
        .label_smoothing(label_smoothing)
        .schedule(Schedule::Cosine { warmup: Recipe::RISE * epochs as f64 })
        .seed(seed)
        .checkpoints(&checkpoints, steps, 1)
        .resume(&checkpoints)
        .progress(progress)
        .observe(&mut watch)
        .validate_average(true)
        .train_validated(&mut network, &*images, &validation)?;
    if let Some(failure) = watch.failure {
        return Err(failure);
    }
    if watch.record.is_finished() {
        // Nobody goes on from them any more. Where they stay, they take room and nothing else.
        let _ = fs::remove_dir_all(checkpoints);
    }
    Ok(watch.record)
}

/// A line on the standard error stream. That no one reads it any more is no reason to end a training.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Averages the weights, tests the average at the end of each epoch, records it, and keeps the best on the validation.
///
/// It does so before the trainer writes the epoch's checkpoint. One that is killed between the two goes on before the
/// epoch, which has the same bits again and the same place in the record.
struct Watch<'a, N: Network> {
    record: Record,
    best: PathBuf,
    test: &'a LabelledImages,
    average: Average<N>,
    workspace: Workspace<N>,
    stop: &'a Stop,
    /// What its lines begin with, where it is to write some.
    name: Option<String>,
    failure: Option<Failure>,
}

impl<N: Network> Watch<'_, N> {
    fn record(&mut self, epoch: &Epoch) -> Result<(), Failure> {
        let network = self.average.network().ok_or("an epoch without a step")?;
        let number = epoch.epoch;
        let validation = epoch.validation.as_ref().map_or(0.0, |validation| validation.accuracy());
        let test = network.evaluate(&mut self.workspace, self.test)?.accuracy();
        if self.record.epochs().iter().take(number - 1).all(|other| validation >= other.validation) {
            network.save(&self.best)?;
        }
        self.record.put(number, record::Epoch { loss: epoch.loss, validation, test, seconds: epoch.seconds })?;
        if let Some(name) = &self.name {
            let (loss, seconds) = (epoch.loss, epoch.seconds);
            let [validation, test] = [validation, test].map(|accuracy| 100.0 * accuracy);
            say(&format!(
                "{name}: epoch {number}: loss {loss:.4}, validation {validation:.2}%, test {test:.2}%, {seconds:.1} s"
            ));
        }
        Ok(())
    }
}

impl<N: Network> Observer<N> for Watch<'_, N> {
    fn step(&mut self, network: &N, _: &Step) -> ControlFlow<()> {
        self.average.add(network);
        if self.stop.is_due() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn epoch(&mut self, _: &N, epoch: &Epoch) -> ControlFlow<()> {
        match self.record(epoch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    fn average(&mut self) -> Option<&mut Average<N>> {
        Some(&mut self.average)
    }
}

fn ensemble<N: Network>(training: &Training, files: &Files, seeds: &[u64]) -> Result<Accuracies, Failure> {
    let networks = seeds.iter().map(|&seed| N::load(best(&training.directory(files, seed))));
    let ensemble: Ensemble<N> = networks.collect::<Result<_, _>>()?;
    let mut workspace = Workspace::new();
    let (_, validation) = files.parts();
    let validation = ensemble.evaluate(&mut workspace, &validation)?.accuracy();
    Ok([validation, ensemble.evaluate(&mut workspace, &files.mnist.test)?.accuracy()])
}
