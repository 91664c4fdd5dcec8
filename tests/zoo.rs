//! The zoo against torchvision and PyTorch, at full size: answers, gradients, and weights in both directions.
//!
//! `scripts/torchvision_parity.py` makes random weights and what PyTorch computes with them, and runs `parity` on them:
//! they are too large to be stored. Names and shapes of all tensors are held against torchvision's in every run.

mod common;
#[path = "zoo/still.rs"]
mod still;

use common::{Fixture, Still, difference};
use convnet::weights::{Mismatch, Weights, WeightsError};
use convnet::zoo::{self, *};
use convnet::{Network, Normalization, Storage, Target, Training};
use safetensors::SafeTensors;
use std::path::{Path, PathBuf};

/// Of logits, relative to the largest one; of each gradient, the length of the difference relative to its own.
const LOGITS: f64 = 1e-4;
const GRADIENTS: f64 = 1e-3;

/// What the script has written for one network, and what is wrong with ours.
struct Check {
    folder: PathBuf,
    name: &'static str,
    wrong: Vec<String>,
}

impl Check {
    /// `weights`, `expected`, `training` by the script, `written` by us.
    fn path(&self, what: &str) -> PathBuf {
        self.folder.join(format!("{}.{what}.safetensors", self.name))
    }

    /// Holds `found` against `expected`, and says how far they differ.
    fn compare(&mut self, what: &str, found: &[f32], expected: &[f64], tolerance: f64) -> f64 {
        self.wrong.extend(difference(&format!("{}: {what}", self.name), found, expected, tolerance));
        let largest = expected.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
        found.iter().zip(expected).map(|(&f, e)| (f64::from(f) - e).abs() / largest).fold(0.0, f64::max)
    }

    /// The logits of the script's images, and the five best classes of each.
    fn answers<N: Network>(&mut self, network: &N) {
        let expected = Fixture::read_path(&self.path("expected"));
        let mut workspace = network.workspace();
        let pixels = pixels(&self.path("expected"));
        let each = pixels.iter().map(|image| network.logits(&mut workspace, image).expect("fits").to_vec());
        let found = each.collect::<Vec<_>>().concat();
        let error = self.compare("logits", &found, expected.values("logits"), LOGITS);
        let classes = N::OUTPUT.len();
        let ours: Vec<_> = found.chunks(classes).map(best).collect();
        let theirs: Vec<_> = expected.values("logits").chunks(classes).map(best).collect();
        if ours != theirs {
            self.wrong.push(format!("{}: the best classes are {ours:?}, expected {theirs:?}", self.name));
        }
        println!("{:<13} logits {error:.1e}, best {:?}", self.name, ours[0]);
    }

    /// Loss, gradients and running statistics of a step of training, in the script's draw of `weights` and in the settled one.
    fn steps<N: Network>(&mut self, names: &[(&str, &str)], normalization: &Normalization) {
        // A ReLU that reads 0 but for rounding, as some of millions do, passes its gradient on or does not: PyTorch's own
        // single precision is further off than the bound, and others turn here.
        self.step::<N>("natural", names, normalization.clone(), |rounding| GRADIENTS.max(2.0 * rounding));
        // Where rounding turns none, nothing excuses more.
        let settled = self.folder.join("settled");
        let natural = std::mem::replace(&mut self.folder, settled);
        self.step::<N>("settled", names, normalization.clone(), |_| GRADIENTS);
        self.folder = natural;
    }

    /// One step, its gradients held to a `bound` that may depend on how far PyTorch's single precision is off.
    fn step<N: Network>(
        &mut self,
        draw: &str,
        names: &[(&str, &str)],
        normalization: Normalization,
        bound: impl FnOnce(f64) -> f64,
    ) {
        let load = |what| N::load_with(self.path(what), names).unwrap_or_else(|error| panic!("{error}"));
        let (network, gradients): (N, N) = (load("weights"), load("training"));
        let mut network = network.with_normalization(normalization);
        let expected = Fixture::read_path(&self.path("expected"));
        let targets: Vec<Target> = expected.labels().into_iter().map(Target::Class).collect();
        let mut training = Training::<N>::new(targets.len());
        let pixels = pixels(&self.path("expected"));
        let loss = network.train_batch(&mut training, &pixels, &targets, &mut Still).expect("fits");
        self.compare("loss", &[loss as f32], expected.values("loss"), LOGITS);
        let rounding = expected.values("rounding")[0];
        let bound = bound(rounding);
        let (mut length, mut largest) = (0.0_f64, 0.0_f64);
        for t in N::TENSORS {
            let found = match t.kind.is_state() {
                true => &network.store().state()[t.range()],
                false => &training.gradients()[t.range()],
            };
            let expected = gradients.tensor(t.name).expect("is there");
            let difference: Vec<f64> = found.iter().zip(expected).map(|(&f, &e)| f64::from(f) - f64::from(e)).collect();
            let expected: Vec<f64> = expected.iter().map(|&value| value.into()).collect();
            let error = norm(&difference) / norm(&expected);
            if error.is_nan() || error > bound {
                self.wrong.push(format!("{}, {draw}: {} is {error:.1e} of its length off", self.name, t.name));
            }
            length = length.max(error);
            let greatest = |values: &[f64]| values.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
            largest = largest.max(greatest(&difference) / greatest(&expected));
        }
        println!(
            "{:<13} {draw}: gradients {length:.1e} of their length, bound {bound:.1e} (PyTorch's single precision \
             {rounding:.1e}), {largest:.1e} of their largest",
            self.name
        );
    }
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// The images of a file: `[n, height, width, channels]`, a byte a value.
fn pixels(path: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = SafeTensors::deserialize(&bytes).expect("the script wrote it");
    let images = file.tensor("images").expect("the script wrote it");
    images.data().chunks(images.data().len() / images.shape()[0]).map(<[u8]>::to_vec).collect()
}

/// The classes of the five largest logits.
fn best<T: PartialOrd>(logits: &[T]) -> Vec<usize> {
    let mut classes: Vec<usize> = (0..logits.len()).collect();
    classes.sort_by(|&a, &b| logits[b].partial_cmp(&logits[a]).expect("numbers"));
    classes.truncate(5);
    classes
}

/// Checks those whose files are in the folder.
struct Parity {
    folder: PathBuf,
    checked: usize,
    wrong: Vec<String>,
}

impl Parity {
    fn check(&mut self, name: &'static str, check: impl FnOnce(&mut Check)) {
        let mut state = Check { folder: self.folder.clone(), name, wrong: Vec::new() };
        if state.path("weights").exists() {
            check(&mut state);
            self.checked += 1;
            self.wrong.append(&mut state.wrong);
        }
    }
}

impl zoo::Visitor for Parity {
    fn visit<N: Network>(&mut self, name: &'static str) {
        self.check(name, |check| {
            let network = N::load(check.path("weights")).unwrap_or_else(|error| panic!("{error}"));
            check.answers(&network);
            network.save(check.path("written")).unwrap_or_else(|error| panic!("{error}"));
        });
    }

    fn visit_torchvision<N: Torchvision>(&mut self) {
        self.check(N::MODEL, |check| {
            let network = N::load_torchvision(check.path("weights")).unwrap_or_else(|error| panic!("{error}"));
            check.answers(&network);
            network.save_torchvision(check.path("written")).unwrap_or_else(|error| panic!("{error}"));
        });
    }
}

/// `Z` trained without dropout, as `N` is.
fn step<Z: Torchvision, N: Network>(parity: &mut Parity) {
    parity.check(Z::MODEL, |check| check.steps::<N>(Z::NAMES, &Normalization::new(Z::MEAN, Z::STD)));
}

#[test]
#[ignore = "scripts/torchvision_parity.py runs it, on files that it makes"]
fn parity() {
    let folder = std::env::var_os("ZOO").expect("ZOO is the folder of the script's files").into();
    let mut parity = Parity { folder, checked: 0, wrong: Vec::new() };
    zoo::visit(&mut parity);
    step::<ResNet18, ResNet18>(&mut parity);
    step::<AlexNet, still::AlexNet>(&mut parity);
    step::<GoogLeNet, still::GoogLeNet>(&mut parity);
    assert!(parity.checked > 0, "no network's files are in {}", parity.folder.display());
    assert!(parity.wrong.is_empty(), "{} differences:\n{}", parity.wrong.len(), parity.wrong.join("\n"));
}

/// For each network of torchvision its number of tensors and a hash of their names and shapes.
const TENSORS: &str = include_str!("fixtures/torchvision_tensors.txt");

struct Names(Vec<String>);

impl zoo::Visitor for Names {
    fn visit<N: Network>(&mut self, _: &'static str) {}

    fn visit_torchvision<N: Torchvision>(&mut self) {
        // A file without tensors lacks all, and the error lists them under their names in the file.
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [&2u64.to_le_bytes()[..], b"{}"].concat()).unwrap();
        let Err(WeightsError::Mismatch { differences, .. }) = N::load_torchvision(file.path()) else {
            panic!("{} takes nothing for all of its weights", N::MODEL);
        };
        let mut lines: Vec<String> = differences
            .iter()
            .map(|difference| match difference {
                Mismatch::Missing { file_name, expected, .. } => format!("{file_name} {expected:?}\n"),
                other => panic!("{}: {other}", N::MODEL),
            })
            .collect();
        lines.sort();
        // FNV-1a.
        let hash = lines
            .concat()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        self.0.push(format!("{} {} {hash:016x}", N::MODEL, lines.len()));
    }
}

#[test]
fn names_and_shapes_are_those_of_torchvision() {
    let mut names = Names(Vec::new());
    zoo::visit(&mut names);
    zoo::Visitor::visit_torchvision::<GoogLeNetWithHeads>(&mut names);
    assert_eq!(names.0, TENSORS.lines().collect::<Vec<_>>());
}
