//! What all rows have come to, and who is told of it.

use crate::record::{Record, replace};
use crate::report::{Line, picture, table};
use crate::rows::Row;
use crate::training::{Accuracies, Failure, Files, Training};
use std::collections::HashMap;
use std::io::Write;

/// The records of all trainings. It shows the table when a row is done, and at the end.
pub struct Board<'a, W> {
    rows: &'a [Row],
    files: &'a Files,
    seed: u64,
    out: &'a mut W,
    /// By name and seed of the training.
    records: HashMap<(&'a str, u64), Record>,
    /// What networks that answer together have come to, by the row's number.
    ensembles: HashMap<u8, Accuracies>,
    /// Whether the table has been shown as it is now.
    shown: bool,
}

impl<'a, W: Write> Board<'a, W> {
    /// With what older runs have left behind.
    ///
    /// # Errors
    /// Where a file of theirs is broken, or of a training with other settings.
    pub fn open(rows: &'a [Row], files: &'a Files, seed: u64, out: &'a mut W) -> Result<Board<'a, W>, Failure> {
        let mut board =
            Board { rows, files, seed, out, records: HashMap::new(), ensembles: HashMap::new(), shown: false };
        for (training, seed) in board.trainings() {
            if let Some(record) = training.read(files, seed)? {
                board.records.insert((&training.name, seed), record);
            }
        }
        Ok(board)
    }

    /// The seeds of a row's networks.
    fn seeds(&self, row: &Row) -> impl Iterator<Item = u64> + use<W> {
        let first = self.seed;
        (0..row.members).map(move |member| first.wrapping_add(member))
    }

    /// All trainings with their seeds, each once.
    fn trainings(&self) -> Vec<(&'a Training, u64)> {
        let mut all: Vec<(&Training, u64)> = Vec::new();
        for row in self.rows {
            for seed in self.seeds(row) {
                if all.iter().all(|(other, of)| (&other.name, *of) != (&row.training.name, seed)) {
                    all.push((&row.training, seed));
                }
            }
        }
        all
    }

    /// The trainings that are not finished.
    pub fn missing(&self) -> Vec<(&'a Training, u64)> {
        let mut all = self.trainings();
        all.retain(|(training, seed)| !self.records.get(&(&*training.name, *seed)).is_some_and(Record::is_finished));
        all
    }

    /// What a training has come to; the table, where that finishes a row.
    ///
    /// # Errors
    /// As [`show`](Board::show).
    pub fn put(&mut self, training: &'a Training, seed: u64, record: Record) -> Result<(), Failure> {
        let before = self.done();
        self.records.insert((&training.name, seed), record);
        self.shown = false;
        if self.done() > before { self.show() } else { Ok(()) }
    }

    /// The table, where it has not been shown as it is.
    ///
    /// # Errors
    /// As [`show`](Board::show).
    pub fn finish(&mut self) -> Result<(), Failure> {
        if self.shown { Ok(()) } else { self.show() }
    }

    /// Rows of which all is trained.
    fn done(&self) -> usize {
        self.lines().iter().filter(|line| line.is_trained()).count()
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let line = |row: &'a Row| {
            let records = self.seeds(row).filter_map(|seed| self.records.get(&(&*row.training.name, seed))).collect();
            Line { row, records, ensemble: self.ensembles.get(&row.number).copied() }
        };
        self.rows.iter().map(line).collect()
    }

    /// Writes the table, and both files.
    ///
    /// # Errors
    /// Where one cannot be written, or a network of an ensemble not be read.
    fn show(&mut self) -> Result<(), Failure> {
        let rows = self.rows;
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.members > 1) {
            if self.lines()[i].is_trained() && !self.ensembles.contains_key(&row.number) {
                let seeds: Vec<u64> = self.seeds(row).collect();
                self.ensembles.insert(row.number, row.training.ensemble(self.files, &seeds)?);
            }
        }
        let lines = self.lines();
        let table = table(&lines);
        replace(&self.files.directory.join("nielsen.md"), &table)?;
        replace(&self.files.directory.join("nielsen.svg"), &picture(&lines)?)?;
        writeln!(self.out, "\n{table}")?;
        self.shown = true;
        Ok(())
    }
}
