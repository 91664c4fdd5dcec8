//! What a person sees of the answers, and what a spreadsheet does.

use super::squeezenet::classes;
use convnet::Prediction;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many classes are told.
const BEST: usize = 5;

/// Blocks of a bar for a probability of 1.
const WIDTH: f32 = 40.0;

/// Names and probabilities of the most probable classes, the most probable first.
pub type Best = [(&'static str, f32); BEST];

/// The most probable classes of an answer.
pub fn best(answer: &Prediction) -> Best {
    let mut all: Vec<(&str, f32)> = classes().into_iter().zip(answer.probabilities.iter().copied()).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    std::array::from_fn(|rank| all[rank])
}

/// A picture's classes, a line each, with bars.
pub fn bars(out: &mut dyn Write, path: &Path, best: &Best) -> io::Result<()> {
    writeln!(out, "{}", path.display())?;
    let longest = best.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, probability) in best {
        let bar = "█".repeat((WIDTH * probability).round() as usize);
        let line = format!("{:6.2}%  {name:longest$}  {bar}", 100.0 * probability);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A picture's most probable class, in a line.
pub fn line(out: &mut dyn Write, path: &Path, best: &Best) -> io::Result<()> {
    let (name, probability) = best[0];
    writeln!(out, "{:6.2}%  {name}  {}", 100.0 * probability, path.display())
}

/// `1.5 ms`.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", 1e3 * time.as_secs_f64())
}

/// How far it has come, on the standard error stream where that is a terminal; nothing for a single picture.
pub fn bar(pictures: usize) -> ProgressBar {
    if pictures < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(pictures as u64);
    // The template is known to be right; were it not, indicatif's own would do.
    if let Ok(style) = ProgressStyle::with_template("[{bar:30}] {pos}/{len} pictures, {eta} left") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// A file of comma-separated values, as RFC 4180 has them: a row for each picture.
pub struct Csv {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Csv {
    /// Begins the file with its column's names. One that is there is replaced.
    ///
    /// # Errors
    /// Where it cannot be written, with its path.
    pub fn create(path: &Path) -> Result<Csv, String> {
        let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut csv = Csv { path: path.to_owned(), file: BufWriter::new(file) };
        let names = (1..=BEST).flat_map(|rank| [format!("class {rank}"), format!("probability {rank}")]);
        csv.fields(std::iter::once("path".to_owned()).chain(names))?;
        Ok(csv)
    }

    /// Writes the row of a picture.
    ///
    /// # Errors
    /// Where it cannot be written, with the file's path.
    pub fn row(&mut self, picture: &Path, best: &Best) -> Result<(), String> {
        let classes = best.iter().flat_map(|(name, probability)| [(*name).to_owned(), format!("{probability:.6}")]);
        self.fields(std::iter::once(picture.display().to_string()).chain(classes))
    }

    /// Writes what is left in memory.
    ///
    /// # Errors
    /// Where it cannot be written, with the file's path.
    pub fn finish(mut self) -> Result<(), String> {
        self.file.flush().map_err(|error| format!("{}: {error}", self.path.display()))
    }

    fn fields(&mut self, fields: impl Iterator<Item = String>) -> Result<(), String> {
        let row: Vec<String> = fields.map(quoted).collect();
        writeln!(self.file, "{}", row.join(",")).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

/// A field, in quotes where it needs them.
fn quoted(field: String) -> String {
    if field.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}
