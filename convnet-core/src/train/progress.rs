//! What a person sees of a training: a bar on a terminal, lines elsewhere.

use super::{Epoch, Step};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::{Duration, Instant};

/// How a training reports on the standard error stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A bar with images per second, cost and time left, and a line an epoch, on a terminal; otherwise as `Plain`.
    #[default]
    Auto,
    /// A line an epoch, and one every ten seconds in long epochs.
    Plain,
    /// Nothing.
    Silent,
}

/// How often a bar is drawn: what changes faster cannot be read.
const REDRAW: Duration = Duration::from_millis(100);

/// How often a long epoch gets a line where there is no bar.
const LINE: Duration = Duration::from_secs(10);

/// Shows one training.
pub(super) struct Reporter {
    output: Output,
    epochs: usize,
    /// Images of all epochs.
    total: usize,
    done: usize,
    /// Images that had been trained on when it began.
    skipped: usize,
    started: Instant,
    shown: Instant,
    /// Of the epoch: images and summed cost.
    images: usize,
    cost: f64,
    /// Of the epoch: when it began.
    epoch_started: Instant,
}

enum Output {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

impl Reporter {
    /// For a training of `epochs` epochs of `images` images.
    pub fn new(progress: Progress, epochs: usize, images: usize) -> Reporter {
        let total = epochs.saturating_mul(images);
        let output = match progress {
            Progress::Silent => Output::Nothing,
            Progress::Auto if std::io::stderr().is_terminal() => Output::Bar(bar(total)),
            Progress::Auto | Progress::Plain => Output::Lines,
        };
        let now = Instant::now();
        Reporter {
            output,
            epochs,
            total,
            done: 0,
            skipped: 0,
            started: now,
            shown: now,
            images: 0,
            cost: 0.0,
            epoch_started: now,
        }
    }

    /// Before the first step of a training that goes on behind so many images.
    pub fn skip(&mut self, images: usize) {
        (self.done, self.skipped) = (images, images);
    }

    /// Before the first step of an epoch.
    pub fn begin(&mut self) {
        self.images = 0;
        self.cost = 0.0;
        self.epoch_started = Instant::now();
        if let Output::Bar(_) = self.output {
            // The bar shall not stand still at the last epoch's numbers.
            self.shown = self.epoch_started;
        }
    }

    /// After a step.
    pub fn step(&mut self, step: &Step) {
        self.images += step.images;
        self.done += step.images;
        self.cost += step.loss * step.images as f64;
        let pause = match self.output {
            Output::Bar(_) => REDRAW,
            Output::Lines => LINE,
            Output::Nothing => return,
        };
        let now = Instant::now();
        if now - self.shown < pause {
            return;
        }
        self.shown = now;
        let rate = self.images as f64 / (now - self.epoch_started).as_secs_f64();
        let loss = self.cost / self.images as f64;
        let per_image = (now - self.started).as_secs_f64() / (self.done - self.skipped) as f64;
        let left = per_image * self.total.saturating_sub(self.done) as f64;
        let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
        let text = format!("{} images/s, loss {loss:.4}, {} left", thousands(rate as u64), duration(left));
        match &self.output {
            Output::Bar(bar) => {
                bar.set_position(self.done as u64);
                bar.set_message(format!("epoch {}/{}, {text}", step.epoch, self.epochs));
            }
            Output::Lines => {
                let part = 100.0 * step.step as f64 / step.steps as f64;
                say(&format!("epoch {}/{}, {part:.0}%: {text}", step.epoch, self.epochs));
            }
            Output::Nothing => {}
        }
    }

    /// After an epoch and its validation.
    pub fn epoch(&mut self, epoch: &Epoch) {
        match &self.output {
            Output::Bar(bar) => bar.println(line(epoch, self.epochs)),
            Output::Lines => say(&line(epoch, self.epochs)),
            Output::Nothing => {}
        }
        self.shown = Instant::now();
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        if let Output::Bar(bar) = &self.output {
            bar.finish_and_clear();
        }
    }
}

/// A line on the standard error stream. That no one reads it any more is no reason to end a training.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn bar(total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    // The template is known to be right; were it not, indicatif's own would do.
    if let Ok(style) = ProgressStyle::with_template("[{bar:30}] {percent:>3}% {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// The line of an epoch.
fn line(epoch: &Epoch, epochs: usize) -> String {
    let width = epochs.to_string().len();
    let mut line = format!("epoch {:>width$}/{epochs}: loss {:.4}", epoch.epoch, epoch.loss);
    if let Some(validation) = &epoch.validation {
        // Writing to a string cannot fail.
        let _ = match validation.confusion.is_empty() {
            true => write!(line, ", validation loss {:.4}", validation.loss),
            false => write!(line, ", validation accuracy {:.2}%", 100.0 * validation.accuracy()),
        };
    }
    let seconds = epoch.seconds + epoch.validation_seconds;
    let _ = write!(line, ", {seconds:.1} s ({} images/s)", thousands(epoch.images_per_second() as u64));
    line
}

/// 1234567 as `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `7 s`, `3:05 min`, `2:03:05 h`.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes}:{rest:02} min"),
        _ => format!("{hours}:{minutes:02}:{rest:02} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_readable() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567].map(thousands).each_ref().map(|s| &**s)
        );
        let times = [7, 185, 7385].map(|s| duration(Duration::from_secs(s)));
        assert_eq!(times, ["7 s", "3:05 min", "2:03:05 h"]);
    }

    #[test]
    fn an_epoch_is_one_line() {
        let epoch = Epoch {
            epoch: 3,
            loss: 0.04321,
            correct: 0,
            validation: None,
            learning_rate: 0.1,
            images: 55_000,
            seconds: 2.0,
            validation_seconds: 0.5,
        };
        assert_eq!(line(&epoch, 12), "epoch  3/12: loss 0.0432, 2.5 s (27,500 images/s)");
    }
}
