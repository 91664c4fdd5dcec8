//! Reading a checkpoint, which may be any file.

use super::settings;
use super::state::{FORMAT, State};
use super::write::{BEST, CHECKSUM, CONFUSION, LOSSES, average_prefix, optimizer};
use crate::network::{Head, Network, Storage, Tensor};
use crate::train::Trainer;
use crate::train::run::{Best, Course};
use crate::weights::{Mismatch, OpenFile, PREFIX, WHITENING, WeightsError, width};
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::HashMap;
use std::path::Path;

/// Brings a training that has not begun to where the file at `path` was written. On an error nothing has changed.
pub(super) fn read<N: Network>(
    path: &Path,
    settings: &[(String, String)],
    trainer: &mut Trainer<'_, N>,
    network: &mut N,
    course: &mut Course<'_, N>,
    validated: bool,
) -> Result<(), WeightsError> {
    let mut file = OpenFile::open(path)?;
    let (data_start, header) = file.header()?;
    let none = HashMap::new();
    let metadata = header.metadata().as_ref().unwrap_or(&none);
    let format = metadata.get(FORMAT.0).map_or("none", |format| format);
    if format != FORMAT.1 {
        let expected = format!("a checkpoint of a training, format {}", FORMAT.1);
        return Err(file.damaged(PREFIX, expected, format));
    }
    file.verify()?;
    let state = State::read(metadata).map_err(|(key, expected)| {
        let found = metadata.get(key).map_or("nothing", |found| found);
        file.damaged(PREFIX, format!("{key}: {expected}"), format!("{found:?}"))
    })?;

    let classes = if validated && N::HEAD == Head::Softmax { N::OUTPUT.len() } else { 0 };
    let expected = expected_tensors::<N>(&state, course.steps.count(), classes);
    let mut differences = compare_settings(settings, metadata);
    differences.extend(compare_place(&state, trainer.epochs, course.steps.count()));
    differences.extend(compare_tensors(&expected, &header));
    if !differences.is_empty() {
        let file_network = metadata.get("network").cloned();
        return Err(WeightsError::Mismatch { path: path.to_owned(), network: N::NAME, file_network, differences });
    }
    let mut schedule = trainer.schedule.state();
    if state.averages.len() != trainer.averages().count() || state.schedule.len() != schedule.len() {
        let expected = "the state of a schedule and the numbers of averages, as the settings say";
        return Err(file.damaged(PREFIX, expected, "others"));
    }

    // Everything is read before anything changes.
    let infos = header.tensors();
    let mut reader = Reader { file, data_start, infos: &infos };
    let mut store = reader.store::<N>("")?;
    if let Some(normalization) = reader.file.normalization::<N>(data_start, &header)? {
        *store.normalization_mut() = normalization;
    }
    let mut kept = [Vec::new(), Vec::new()];
    for (i, kept) in kept.iter_mut().enumerate().filter(|(i, _)| state.kept[*i]) {
        *kept = reader.floats(&optimizer(i))?;
    }
    let losses = reader.floats(LOSSES)?;
    let counts = match infos.get(CONFUSION) {
        Some(info) => reader.file.counts(data_start, info)?,
        None => Vec::new(),
    };
    let mut averages = Vec::new();
    for (i, &added) in state.averages.iter().enumerate() {
        let mean = if added > 0 { Some(reader.network::<N>(&average_prefix(i))?) } else { None };
        averages.push((added, mean));
    }
    let best = if state.best_kept { Some(reader.network::<N>(BEST)?) } else { None };

    *network.store_mut() = store;
    course.steps.optimizer.restore(state.optimizer_steps, kept);
    schedule.copy_from_slice(&state.schedule);
    trainer.schedule.restore(&schedule);
    trainer.averages().zip(averages).for_each(|(average, (added, mean))| average.restore(added, mean));
    course.best = Best { epoch: state.best_epoch, judged: state.best, network: best };
    course.history.losses.extend(losses);
    course.history.epochs = state.epochs;
    let mut rows = counts.chunks_exact(classes.max(1)).map(|row| row.iter().map(|count| *count as usize).collect());
    for validation in course.history.epochs.iter_mut().filter_map(|epoch| epoch.validation.as_mut()) {
        validation.confusion = rows.by_ref().take(classes).collect();
    }
    // Each epoch shuffles the order of the one before.
    (0..state.place.epoch).for_each(|epoch| course.steps.begin(epoch));
    course.place = state.place;
    Ok(())
}

/// A tensor that a checkpoint has to have: its name, shape and type.
type Expected = (String, Vec<usize>, Dtype);

fn expected_tensors<N: Network>(state: &State, steps: usize, classes: usize) -> Vec<Expected> {
    let network = |prefix: String| {
        N::TENSORS.iter().map(move |t| (format!("{prefix}{}", t.name), t.shape().to_vec(), Dtype::F32))
    };
    let mut expected: Vec<Expected> = network(String::new()).collect();
    let kept = (0..2).filter(|i| state.kept[*i]);
    expected.extend(kept.map(|i| (optimizer(i), vec![N::PARAMS], Dtype::F32)));
    let done = state.place.epoch.saturating_mul(steps).saturating_add(state.place.step);
    expected.push((LOSSES.into(), vec![done], Dtype::F32));
    if classes > 0 && state.place.epoch > 0 {
        expected.push((CONFUSION.into(), vec![state.place.epoch, classes, classes], Dtype::U32));
    }
    let averages = state.averages.iter().enumerate().filter(|(_, added)| **added > 0);
    expected.extend(averages.flat_map(|(i, _)| network(average_prefix(i))));
    if state.best_kept {
        expected.extend(network(BEST.into()));
    }
    expected.push((CHECKSUM.into(), vec![1], Dtype::U32));
    expected
}

fn compare_settings(settings: &[(String, String)], metadata: &HashMap<String, String>) -> Vec<Mismatch> {
    let differs = |name: &str, expected: &str, found: &str| Mismatch::Setting {
        name: name.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    };
    let found = |name: &str| metadata.get(&format!("{}{name}", settings::PREFIX)).map_or("nothing", |text| text);
    let ours = settings.iter().filter(|(name, text)| found(name) != text);
    let mut differences: Vec<_> = ours.map(|(name, text)| differs(name, text, found(name))).collect();
    let theirs = metadata.iter().filter_map(|(name, text)| Some((name.strip_prefix(settings::PREFIX)?, text)));
    let mut theirs: Vec<_> = theirs.filter(|(name, _)| settings.iter().all(|(ours, _)| ours != name)).collect();
    theirs.sort_unstable();
    differences.extend(theirs.into_iter().map(|(name, text)| differs(name, "nothing", text)));
    differences
}

/// A training may go on for more epochs than it was to have, but cannot have had more.
fn compare_place(state: &State, epochs: usize, steps: usize) -> Option<Mismatch> {
    let (epoch, step) = (state.place.epoch, state.place.step);
    let fits = step <= steps && (epoch < epochs || (epoch == epochs && step == 0));
    (!fits).then(|| Mismatch::Setting {
        name: "epochs".into(),
        expected: format!("at most {epochs} of {steps} steps"),
        found: format!("{epoch} epochs and {step} steps"),
    })
}

fn compare_tensors(expected: &[Expected], header: &Metadata) -> Vec<Mismatch> {
    let infos = header.tensors();
    let compared = expected.iter().filter_map(|(name, shape, dtype)| {
        let (name, file_name, expected) = (name.clone(), name.clone(), shape.clone());
        let fits = |found: Dtype| found == *dtype || *dtype == Dtype::F32 && width(found).is_some();
        match infos.get(&name) {
            None => Some(Mismatch::Missing { name, file_name, expected }),
            Some(info) if info.shape != expected => {
                Some(Mismatch::Shape { name, file_name, expected, found: info.shape.clone() })
            }
            Some(info) if !fits(info.dtype) => {
                Some(Mismatch::Setting { name, expected: dtype.to_string(), found: info.dtype.to_string() })
            }
            Some(_) => None,
        }
    });
    let mut differences: Vec<_> = compared.collect();
    let others = header.offset_keys().into_iter().filter(|name| {
        let expected = expected.iter().any(|(ours, ..)| ours == name);
        !expected && name != WHITENING
    });
    differences.extend(others.map(|name| Mismatch::Unexpected { found: infos[&name].shape.clone(), file_name: name }));
    differences
}

/// Reads tensors of which the file has been found to have all.
struct Reader<'a> {
    file: OpenFile<'a>,
    data_start: u64,
    infos: &'a HashMap<String, &'a TensorInfo>,
}

impl Reader<'_> {
    fn floats(&mut self, name: &str) -> Result<Vec<f32>, WeightsError> {
        let info = self.infos[name];
        let mut values = vec![0.0; info.shape.iter().product()];
        self.file.values(self.data_start, info, &mut values)?;
        Ok(values)
    }

    fn store<N: Network>(&mut self, prefix: &str) -> Result<N::Store, WeightsError> {
        let found = |tensor: &'static Tensor| (tensor, self.infos[&format!("{prefix}{}", tensor.name)]);
        let fits: Vec<_> = N::TENSORS.iter().map(found).collect();
        let mut store = N::Store::zeroed();
        self.file.take(self.data_start, &fits, &mut store)?;
        Ok(store)
    }

    fn network<N: Network>(&mut self, prefix: &str) -> Result<N, WeightsError> {
        Ok(N::from_store(self.store::<N>(prefix)?))
    }
}
