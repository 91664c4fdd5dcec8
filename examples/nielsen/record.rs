//! What a training has come to, in a file.

use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// An epoch of a training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// The mean cost of the training images.
    pub loss: f64,
    /// Accuracies from 0 to 1.
    pub validation: f64,
    pub test: f64,
    /// Seconds of training, without validation and test.
    pub seconds: f64,
}

/// What a training is, and its epochs so far: a file, which is whole at any time.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    /// Names and values.
    settings: Vec<(&'static str, String)>,
    /// Epochs that there are to be.
    total: usize,
    epochs: Vec<Epoch>,
}

impl Record {
    /// Begins the file at `path`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(path: PathBuf, settings: Vec<(&'static str, String)>, total: usize) -> Result<Record, String> {
        let record = Record { path, settings, total, epochs: Vec::new() };
        record.save()?;
        Ok(record)
    }

    /// Reads the file at `path`; `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, is broken, or of a training with other settings, all of which are listed then.
    pub fn read(path: PathBuf, settings: Vec<(&'static str, String)>, total: usize) -> Result<Option<Record>, String> {
        let mut record = Record { path, settings, total, epochs: Vec::new() };
        let read = match fs::read_to_string(&record.path) {
            Ok(text) => record.parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => Err(error.to_string()),
        };
        read.map_err(|error| format!("{}: {error}", record.path.display()))?;
        Ok(Some(record))
    }

    fn parse(&mut self, text: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("expected JSON: {error}"))?;
        let settings = value["settings"].as_object().ok_or("expected settings, found none")?;
        let mut differences = String::new();
        for (name, expected) in &self.settings {
            let found = settings.get(*name).and_then(Value::as_str).unwrap_or("nothing");
            if found != expected {
                differences += &format!("\n  {name}: expected {expected}, found {found}");
            }
        }
        if !differences.is_empty() {
            return Err(format!("of a training with other settings: choose another --out{differences}"));
        }
        let epochs = value["epochs"].as_array().ok_or("expected a list of epochs, found none")?;
        if epochs.len() > self.total {
            return Err(format!("expected at most {} epochs, found {}", self.total, epochs.len()));
        }
        self.epochs = epochs.iter().enumerate().map(|(i, epoch)| read_epoch(i + 1, epoch)).collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Epoch `number`, from 1, in the place of those from there on.
    ///
    /// # Errors
    /// Where one before it is missing, or the file cannot be written.
    pub fn put(&mut self, number: usize, epoch: Epoch) -> Result<(), String> {
        if self.epochs.len() + 1 < number {
            let (path, found) = (self.path.display(), self.epochs.len());
            return Err(format!("{path}: expected {} epochs, as the checkpoint has, found {found}", number - 1));
        }
        self.epochs.truncate(number - 1);
        self.epochs.push(epoch);
        self.save()
    }

    fn save(&self) -> Result<(), String> {
        let settings: serde_json::Map<_, _> =
            self.settings.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        let epoch = |epoch: &Epoch| {
            let Epoch { loss, validation, test, seconds } = epoch;
            json!({ "loss": loss, "validation": validation, "test": test, "seconds": seconds })
        };
        let epochs: Vec<Value> = self.epochs.iter().map(epoch).collect();
        let text = format!("{:#}\n", json!({ "settings": settings, "epochs": epochs }));
        replace(&self.path, &text)
    }

    /// The epochs so far.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// Whether there are all epochs.
    pub fn is_finished(&self) -> bool {
        self.epochs.len() == self.total
    }

    /// The epoch that is best on the validation, of equal ones the last, with its number from 1.
    pub fn best(&self) -> Option<(usize, Epoch)> {
        let epochs = self.epochs.iter().enumerate().map(|(i, epoch)| (i + 1, *epoch));
        epochs.max_by(|(_, a), (_, b)| a.validation.total_cmp(&b.validation))
    }

    /// Seconds of training.
    pub fn seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.seconds).sum()
    }
}

fn read_epoch(number: usize, value: &Value) -> Result<Epoch, String> {
    let at = |name: &str, most: f64| match value[name].as_f64() {
        Some(found) if (0.0..=most).contains(&found) => Ok(found),
        _ => Err(format!("epoch {number}, {name}: expected a number from 0 to {most}, found {}", value[name])),
    };
    Ok(Epoch {
        loss: at("loss", f64::MAX)?,
        validation: at("validation", 1.0)?,
        test: at("test", 1.0)?,
        seconds: at("seconds", f64::MAX)?,
    })
}

/// Writes a file beside `path`, which then takes its place.
pub fn replace(path: &Path, text: &str) -> Result<(), String> {
    let beside = path.with_added_extension("new");
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    written.map_err(|error| format!("{}: {error}", path.display()))
}
