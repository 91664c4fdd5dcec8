//! Where a training's checkpoints stand, and which of them are kept.

use super::read::read;
use super::settings::settings;
use super::write::write;
use crate::network::{Dataset, Network};
use crate::train::run::{Course, Place};
use crate::train::{TrainError, Trainer};
use crate::weights::{WeightsError, is_left_behind};
use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Which checkpoints a trainer is to write.
#[derive(Clone, Debug)]
pub(in crate::train) struct Settings {
    pub directory: PathBuf,
    /// Steps from one to the next; 0 for none before the end.
    pub every: usize,
    /// The last so many stay.
    pub keep: usize,
}

/// The checkpoints of a training.
pub(in crate::train) struct Shelf {
    settings: Option<Settings>,
    /// What they say of the training.
    training: Vec<(String, String)>,
    /// Those that are kept, and after how many steps each was written.
    kept: VecDeque<(usize, PathBuf)>,
    /// Where the training was when the last one was written.
    last: Option<Place>,
}

/// The checkpoint of the best epoch.
const BEST: &str = "best.safetensors";

fn name(steps: usize) -> String {
    format!("step-{steps:08}.safetensors")
}

/// The number of steps in a name of a checkpoint.
fn steps_of(name: &str) -> Option<usize> {
    name.strip_prefix("step-")?.strip_suffix(".safetensors")?.parse().ok()
}

impl Shelf {
    /// Makes the directory, and brings the training to where it is to go on.
    pub fn open<N: Network, D: Dataset + ?Sized, V: Dataset + ?Sized>(
        trainer: &mut Trainer<'_, N>,
        network: &mut N,
        data: &D,
        validation: &V,
        course: &mut Course<'_, N>,
    ) -> Result<Shelf, TrainError> {
        let checkpoints = trainer.checkpoints.clone();
        let mut shelf = Shelf { settings: checkpoints, training: Vec::new(), kept: VecDeque::new(), last: None };
        if shelf.settings.is_none() && trainer.resume.is_none() {
            return Ok(shelf);
        }
        if course.steps.optimizer.state().is_none() {
            let expected = "one that says its state, for a training with checkpoints";
            return Err(TrainError::setting("optimizer", expected, format!("{:?}", course.steps.optimizer)));
        }
        shelf.training = settings(trainer, data, validation);
        if let Some(Settings { directory, .. }) = &shelf.settings {
            fs::create_dir_all(directory).map_err(io_error(directory, "create"))?;
        }
        let from = match trainer.resume.clone() {
            Some(path) if path.is_dir() => list(&path)?.pop_back().map(|(_, path)| path),
            from => from,
        };
        if let Some(path) = &from {
            read(path, &shelf.training, trainer, network, course, !validation.is_empty())?;
        }
        if let Some(Settings { directory, .. }) = &shelf.settings {
            let there = list(directory)?;
            if from.is_none()
                && let Some((_, path)) = there.back()
            {
                let expected = "a directory without any, as the training does not go on from one";
                return Err(TrainError::setting("checkpoints", expected, path.display()));
            }
            // Later ones are of a training that went on from here before: this one writes them anew.
            shelf.kept = there.into_iter().filter(|(steps, _)| *steps <= course.done()).collect();
            clear(directory);
        }
        Ok(shelf)
    }

    /// Where the training was when its last checkpoint was written.
    pub fn last(&self) -> Option<Place> {
        self.last
    }

    /// Writes a checkpoint of the training, and removes the oldest of those that are too many.
    pub fn put<N: Network>(
        &mut self,
        trainer: &mut Trainer<'_, N>,
        network: &N,
        course: &Course<'_, N>,
    ) -> Result<(), TrainError> {
        let Some(Settings { directory, keep, .. }) = &self.settings else { return Ok(()) };
        let steps = course.done();
        let path = directory.join(name(steps));
        write(&path, &self.training, trainer, network, course)?;
        self.last = Some(course.place);
        self.kept.retain(|(other, _)| *other != steps);
        self.kept.push_back((steps, path));
        while self.kept.len() > (*keep).max(1) {
            if let Some((_, path)) = self.kept.pop_front() {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(io_error(&path, "remove")(error));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// [`put`](Shelf::put) after as many steps as there are to be from one to the next.
    pub fn put_if_due<N: Network>(
        &mut self,
        trainer: &mut Trainer<'_, N>,
        network: &N,
        course: &Course<'_, N>,
    ) -> Result<(), TrainError> {
        let due = |settings: &Settings| settings.every > 0 && course.done().is_multiple_of(settings.every);
        if self.settings.as_ref().is_some_and(due) { self.put(trainer, network, course) } else { Ok(()) }
    }

    /// Writes the checkpoint of the best epoch.
    pub fn put_best<N: Network>(
        &self,
        trainer: &mut Trainer<'_, N>,
        network: &N,
        course: &Course<'_, N>,
    ) -> Result<(), TrainError> {
        let Some(Settings { directory, .. }) = &self.settings else { return Ok(()) };
        Ok(write(&directory.join(BEST), &self.training, trainer, network, course)?)
    }
}

/// The checkpoints in a directory, by their steps.
fn list(directory: &Path) -> Result<VecDeque<(usize, PathBuf)>, TrainError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(io_error(directory, "read"))? {
        let entry = entry.map_err(io_error(directory, "read"))?;
        found.extend(entry.file_name().to_str().and_then(steps_of).map(|steps| (steps, entry.path())));
    }
    found.sort_unstable();
    Ok(found.into())
}

/// Removes what a killed process has not finished. Where that fails, it takes room and nothing else.
fn clear(directory: &Path) {
    let is_ours = |name: &str| name == BEST || steps_of(name).is_some();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| is_left_behind(name, is_ours)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn io_error(path: &Path, action: &'static str) -> impl Fn(io::Error) -> TrainError {
    move |source| WeightsError::Io { path: path.to_owned(), action, source }.into()
}
