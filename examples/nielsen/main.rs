//! The table of a book, on all of MNIST: `cargo run --release --example nielsen`.
//!
//! Chapter 6 of Nielsen's "Neural Networks and Deep Learning" (`network3.py`) goes from one fully connected layer to an
//! ensemble of convolutional networks, by a row of a table for each step. This trains the same networks on the same
//! 50,000 images, takes of each the epoch that is best on the same 10,000 for validation, and says how many of the
//! 10,000 test images it knows. A row of our own goes on from there.
//!
//! It can be stopped at any moment, and goes on where it was when it is called again.

mod board;
#[path = "../common/exit.rs"]
mod exit;
mod record;
mod report;
mod rows;
#[cfg(test)]
mod tests;
mod training;

use board::Board;
use clap::Parser;
use convnet::data::Mnist;
use convnet::train::Progress;
use exit::exit;
use rayon::{ThreadPool, ThreadPoolBuilder};
use rows::rows;
use std::cmp::Reverse;
use std::error::Error;
use std::io::{self, Write};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use training::{Failure, Files, Stop, Telling};

/// Trains the networks of chapter 6 of Nielsen's book, and one more, on MNIST.
#[derive(Parser)]
#[command(
    name = "nielsen",
    after_help = "Called again with the same DIR it goes on where it was stopped, on any number of threads."
)]
struct Options {
    /// Row of the table, from 1 to 9; several times for several [default: all]
    #[arg(long = "row", value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    rows: Vec<u8>,
    /// Decides first weights, order and changes of the images; the networks of an ensemble have this and the next ones
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often all training images are gone through [default: of each row its own]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    epochs: Option<u16>,
    /// Stop after so many minutes, to go on another time
    #[arg(long, value_name = "M", value_parser = minutes)]
    minutes: Option<Duration>,
    /// Threads to work on [default: one for each core]
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// Trainings at the same time, which share the threads: faster than one after the other where there are many
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: u16,
    /// Directory with the four IDX files of MNIST, as they are or with .gz
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"))]
    data: PathBuf,
    /// Directory for nielsen.md (the table), nielsen.svg (curves), and what trainings need to go on
    #[arg(long, value_name = "DIR", default_value = "nielsen")]
    out: PathBuf,
}

fn minutes(text: &str) -> Result<Duration, String> {
    let minutes = text.parse::<f64>().ok().filter(|minutes| *minutes > 0.0);
    let duration = minutes.and_then(|minutes| Duration::try_from_secs_f64(60.0 * minutes).ok());
    duration.ok_or_else(|| "expected a number above 0".into())
}

fn main() -> ExitCode {
    exit(run(&Options::parse(), &mut io::stdout(), Progress::Auto).map_err(|error| error as Box<dyn Error>))
}

fn run(options: &Options, out: &mut (impl Write + Send), progress: Progress) -> Result<(), Failure> {
    let (start, time) = (Instant::now(), options.minutes.unwrap_or(Duration::MAX));
    let stop = Stop::when(move || start.elapsed() >= time);
    let mut rows = rows();
    rows.retain(|row| options.rows.is_empty() || options.rows.contains(&row.number));
    if let Some(epochs) = options.epochs {
        rows.iter_mut().for_each(|row| row.training.recipe.epochs = epochs.into());
    }
    let files = Files::new(Mnist::load(&options.data)?, &options.out)?;
    // Whatever differs from an older run is told before anything is trained.
    let board = Board::open(&rows, &files, options.seed, out)?;
    let mut jobs = board.missing();
    if options.jobs > 1 {
        // The longest first, so that none is left alone at the end.
        jobs.sort_by_key(|(training, _)| Reverse(training.work()));
    }
    let workers = usize::from(options.jobs).min(jobs.len()).max(1);
    let threads = options.threads.map_or_else(thread::available_parallelism, Ok)?;
    let pool = |_| ThreadPoolBuilder::new().num_threads((threads.get() / workers).max(1)).build();
    let pools = (0..workers).map(pool).collect::<Result<Vec<_>, _>>()?;
    let telling =
        if options.jobs > 1 && progress != Progress::Silent { Telling::Lines } else { Telling::Progress(progress) };

    let (queue, board) = (Mutex::new(jobs.into_iter()), Mutex::new(board));
    let work = |pool: &ThreadPool| {
        let next = || if stop.is_due() { None } else { lock(&queue).next() };
        while let Some((training, seed)) = next() {
            pool.install(|| {
                let record = training.train(&files, seed, &stop, telling)?;
                lock(&board).put(training, seed, record)
            })?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        // Where one fails, the others stop, to go on another time.
        let (work, stop) = (&work, &stop);
        let start = |pool| scope.spawn(move || work(pool).inspect_err(|_| stop.set()));
        let workers: Vec<_> = pools.iter().map(start).collect();
        let ends = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ends.collect::<Vec<_>>().into_iter().collect::<Result<(), Failure>>()
    })?;
    pools[0].install(|| lock(&board).finish())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
