//! What a photograph shows, said by SqueezeNet: `cargo run --release --example classify -- PHOTO.jpg`.
//!
//! With several pictures, or a folder, a line each; `--csv FILE` writes the five most probable classes of all.

#[path = "../common/exit.rs"]
mod exit;
mod pictures;
mod report;
mod squeezenet;
#[cfg(test)]
mod tests;

use clap::Parser;
use convnet::Network;
use exit::exit;
use rayon::prelude::*;
use report::{Csv, bar, bars, best, line, milliseconds};
use squeezenet::{WEIGHTS, pixels, view};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Says what pictures show: one of ImageNet's 1000 classes, with SqueezeNet 1.1.
#[derive(Parser)]
#[command(name = "classify")]
struct Options {
    /// Pictures (png, jpg, webp, gif or bmp), or folders with pictures in them
    #[arg(required = true, value_name = "PICTURE")]
    pictures: Vec<PathBuf>,
    /// Write path, and names and probabilities of the five most probable classes, to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Weights of SqueezeNet 1.1 with torchvision's names, for pixels as Caffe has them
    #[arg(long, value_name = "FILE", default_value = WEIGHTS)]
    weights: PathBuf,
}

/// Pictures that are in memory at once: enough to keep many threads busy.
const BATCH: usize = 32;

fn main() -> ExitCode {
    exit(run(&Options::parse(), &mut io::stdout(), &mut io::stderr()))
}

/// Classifies all that `options` names: answers go to `out`, what is wrong with a picture to `errors`.
fn run(options: &Options, out: &mut dyn Write, errors: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let network = squeezenet::load(&options.weights)?;
    let mut workspace = network.workspace();
    let (paths, mut wrong) = pictures::find(&options.pictures);
    let mut csv = options.csv.as_deref().map(Csv::create).transpose()?;
    let show = if options.pictures == paths && paths.len() == 1 { bars } else { line };
    let bar = bar(paths.len());
    let (mut done, mut reading, mut answering) = (0, Duration::ZERO, Duration::ZERO);
    for paths in paths.chunks(BATCH) {
        let start = Instant::now();
        let read: Vec<_> = paths.par_iter().map(|path| Ok(pixels(&view(&pictures::read(path)?)))).collect();
        reading += start.elapsed();
        let (mut shown, mut images) = (Vec::new(), Vec::new());
        for (path, image) in paths.iter().zip(read) {
            match image {
                Ok(image) => {
                    shown.push(path);
                    images.push(image);
                }
                Err(message) => wrong.push(message),
            }
        }
        let start = Instant::now();
        let answers = network.predict_batch(&mut workspace, &images)?;
        answering += start.elapsed();
        done += answers.len();
        bar.inc(paths.len() as u64);
        bar.suspend(|| {
            tell(errors, &mut wrong);
            shown.iter().zip(&answers).try_for_each(|(path, answer)| {
                let best = best(answer);
                csv.as_mut().map_or(Ok(()), |csv| csv.row(path, &best))?;
                Ok::<(), Box<dyn Error>>(show(out, path, &best)?)
            })
        })?;
    }
    bar.finish_and_clear();
    tell(errors, &mut wrong);
    csv.map_or(Ok(()), Csv::finish)?;
    let times = |count: u32| (milliseconds(reading / count), milliseconds(answering / count));
    match done {
        0 => return Err("there is no picture that could be classified".into()),
        1 => {
            let (read, answered) = times(1);
            writeln!(out, "read in {read}, answered in {answered}")?;
        }
        _ => {
            let (read, answered) = times(u32::try_from(done)?);
            writeln!(out, "{done} pictures, each read in {read} and answered in {answered}")?;
        }
    }
    Ok(())
}

/// Writes the messages, of which none is left. That no one reads errors any more is no reason to end.
fn tell(errors: &mut dyn Write, messages: &mut Vec<String>) {
    for message in messages.drain(..) {
        let _ = writeln!(errors, "error: {message}");
    }
}
