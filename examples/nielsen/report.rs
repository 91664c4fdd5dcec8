//! What the rows have come to: a table, and curves.

use crate::record::Record;
use crate::rows::Row;
use crate::training::Accuracies;
use convnet::inspect::{Curves, DrawError, Picture};
use std::fmt::Write as _;

/// A row with what its trainings have come to so far.
pub struct Line<'a> {
    pub row: &'a Row,
    /// Of those that have begun, in the order of their seeds.
    pub records: Vec<&'a Record>,
    /// Of several networks that answer together.
    pub ensemble: Option<Accuracies>,
}

impl Line<'_> {
    /// Those of a row that is done.
    pub fn accuracies(&self) -> Option<Accuracies> {
        match (self.row.members, self.is_trained()) {
            (1, true) => self.records[0].best().map(|(_, epoch)| [epoch.validation, epoch.test]),
            _ => self.ensemble,
        }
    }

    /// Whether all trainings have all their epochs.
    pub fn is_trained(&self) -> bool {
        self.records.len() as u64 == self.row.members && self.records.iter().all(|record| record.is_finished())
    }

    /// The best epochs of a row that is done; of another, how many there are.
    fn epochs(&self) -> String {
        let done = self.accuracies().is_some();
        let epoch = |record: &&Record| match record.best() {
            Some((best, _)) if done => best.to_string(),
            _ => format!("{} done", record.epochs().len()),
        };
        match self.records.is_empty() {
            true => "–".to_owned(),
            false => self.records.iter().map(epoch).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A table in Markdown, and below it how each row was trained.
pub fn table(lines: &[Line]) -> String {
    let mut cells = vec![["", "what", "paper %", "here %", "validation %", "epoch", "time"].map(str::to_owned)];
    cells.push(["--:", "---", "--:", "--:", "--:", "--:", "--:"].map(str::to_owned));
    for line in lines {
        let percent =
            |accuracy: Option<f64>| accuracy.map_or("–".into(), |accuracy| format!("{:.2}", 100.0 * accuracy));
        let [validation, test] = [0, 1].map(|i| percent(line.accuracies().map(|accuracies| accuracies[i])));
        let seconds = line.records.iter().map(|record| record.seconds()).sum();
        let Row { number, what, goal, .. } = line.row;
        let goal = if line.row.number == 9 { format!("> {goal:.2}") } else { format!("{goal:.2}") };
        cells.push([number.to_string(), (*what).into(), goal, test, validation, line.epochs(), minutes(seconds)]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &cells {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Words to the left, numbers to the right. Writing to a string cannot fail.
            let _ = if column == 1 { write!(text, "| {cell:width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text += "|\n";
    }
    text.push('\n');
    for line in lines {
        let _ = writeln!(text, "{}. {}", line.row.number, line.row.how());
    }
    text
}

/// `0:07`, `12:34`, `2:03:04`.
fn minutes(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// The accuracies below which epochs are not drawn, in percent: the first of a training would leave no room for the
/// differences between the rows.
const LEAST: f64 = 97.0;

/// Accuracies on validation and test images behind each epoch. Of an ensemble it is the mean of its networks', where no
/// other row has these, and a level line as long as they were trained for what they answer together.
pub fn picture(lines: &[Line]) -> Result<String, DrawError> {
    let chart = |title: &str, which: usize| {
        let mut curves = Vec::new();
        for line in lines {
            let name = format!("row {}", line.row.number);
            let epochs = line.records.iter().map(|record| record.epochs().len()).min().unwrap_or(0);
            let of_epoch = |epoch: usize| {
                let sum: f64 =
                    line.records.iter().map(|r| [r.epochs()[epoch].validation, r.epochs()[epoch].test][which]).sum();
                (epoch as f64 + 1.0, 100.0 * sum / line.records.len() as f64)
            };
            if line.row.is_new() {
                let points = (0..epochs).map(of_epoch).filter(|(_, accuracy)| *accuracy >= LEAST);
                curves.push((name.clone(), points.collect()));
            }
            if let Some(accuracies) = line.ensemble {
                let level = 100.0 * accuracies[which];
                curves.push((
                    if line.row.is_new() { format!("{name}, together") } else { name },
                    vec![(1.0, level), (epochs as f64, level)],
                ));
            }
        }
        Curves { title: title.into(), x: "epoch".into(), y: "accuracy in %".into(), curves, ..Curves::default() }
    };
    Picture::new("Nielsen's table on MNIST").curves(chart("Validation images", 0)).curves(chart("Test images", 1)).svg()
}
