//! Writing a checkpoint.

use super::settings;
use super::state::State;
use crate::network::{Network, Storage};
use crate::train::Trainer;
use crate::train::run::Course;
use crate::weights::{Entry, TRAINING, Values, WeightsError, metadata, tensors, whitening, write_file};
use serde_json::Value;
use std::path::Path;

/// Writes the training of `network` to a file that takes the place of `path`.
pub(super) fn write<N: Network>(
    path: &Path,
    settings: &[(String, String)],
    trainer: &mut Trainer<'_, N>,
    network: &N,
    course: &Course<'_, N>,
) -> Result<(), WeightsError> {
    let mut metadata = metadata(network, path)?;
    metadata.extend(settings.iter().map(|(name, text)| {
        let name = format!("{}{name}", settings::PREFIX);
        (name, Value::from(text.as_str()))
    }));
    State::of(trainer, course).write(&mut metadata);

    let history = &course.history;
    // No validation takes more images than an u32 counts.
    let matrices = history.epochs.iter().filter_map(|epoch| Some(&epoch.validation.as_ref()?.confusion));
    let counts: Vec<u32> = matrices.flatten().flatten().map(|&count| count.try_into().unwrap_or(u32::MAX)).collect();
    let classes = history.epochs.last().and_then(|epoch| Some(epoch.validation.as_ref()?.confusion.len()));

    let mut entries = tensors::<N>(network.store(), str::to_owned);
    entries.extend(whitening(network.store().normalization()));
    let mut add = |name: &str, shape: Vec<usize>, values| entries.push(Entry { name: name.into(), shape, values });
    if let Some(state) = course.steps.optimizer.state() {
        for (i, kept) in state.kept.into_iter().enumerate().filter(|(_, kept)| !kept.is_empty()) {
            add(&optimizer(i), vec![kept.len()], Values::Floats(kept));
        }
    }
    add(LOSSES, vec![history.losses.len()], Values::Floats(&history.losses));
    if let Some(classes) = classes.filter(|classes| *classes > 0) {
        add(CONFUSION, vec![history.epochs.len(), classes, classes], Values::Counts(&counts));
    }
    for (i, average) in trainer.averages().enumerate() {
        if let Some(mean) = average.network() {
            entries.extend(tensors::<N>(mean.store(), |name| format!("{}{name}", average_prefix(i))));
        }
    }
    if let Some(best) = &course.best.network {
        entries.extend(tensors::<N>(best.store(), |name| format!("{BEST}{name}")));
    }
    entries.push(Entry { name: CHECKSUM.into(), shape: vec![1], values: Values::Checksum });
    write_file(path, metadata, &entries)
}

/// The costs of all steps, `[steps]`.
pub(super) const LOSSES: &str = "training/losses";
/// The confusion matrix of each epoch's validation, `[epochs, classes, classes]`.
pub(super) const CONFUSION: &str = "training/confusion";
/// What the names of the best weights begin with.
pub(super) const BEST: &str = "training/best/";
/// The checksum of all bytes before it, `[1]`.
pub(super) const CHECKSUM: &str = "training/checksum";

/// An array that the optimizer keeps, `[parameters]`.
pub(super) fn optimizer(array: usize) -> String {
    format!("{TRAINING}optimizer/{array}")
}

/// What the names of an average's weights begin with.
pub(super) fn average_prefix(average: usize) -> String {
    format!("{TRAINING}average/{average}/")
}
