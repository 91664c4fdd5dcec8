//! How far steps move the weights.

use super::{Observer, Step};
use crate::inspect::Curves;
use crate::network::{Network, Tensor, TensorKind};
use std::ops::ControlFlow;

/// How far one step has moved the weights of each layer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdateRatio {
    /// Epochs that were done behind the step.
    pub epochs: f64,
    /// ‖change of the weights‖ / ‖weights before it‖ (Euclidean norms), for each of
    /// [`layers`](UpdateRatios::layers): 0 for one that is frozen, and no finite number where all weights were 0.
    pub ratios: Vec<f64>,
}

/// Watches how far the steps of a training move the weights, layer by layer, as a part of the weights themselves.
/// About 1e-3 is usual; much more means that the learning rate is too high, much less that it is too low or that the
/// gradients of the layer vanish (CS231n, "Ratio of weights:updates").
///
/// It reads the weights and changes nothing. Of a step that it measures it needs the weights before: as much memory as
/// the network's parameters. At first it measures every step; as soon as there are 256 measurements, every second one
/// goes, and from then on it measures half as often, so that a training of any length has at most so many.
///
/// ```
/// # use convnet_core::{inspect::Picture, network::{Dataset, Network}, train::{Trainer, UpdateRatios}};
/// # use std::error::Error;
/// # fn example<LeNet: Network>(network: &mut LeNet, data: &impl Dataset) -> Result<String, Box<dyn Error>> {
/// let mut updates = UpdateRatios::new();
/// Trainer::new().observe(&mut updates).train(network, data)?;
/// Ok(Picture::new("").curves(updates.curves()).svg()?)
/// # }
/// ```
///
/// It serves one training. One that resumes from a checkpoint is measured from there on.
#[derive(Clone, Debug)]
pub struct UpdateRatios {
    layers: Vec<&'static str>,
    measured: Vec<(usize, UpdateRatio)>,
    /// Steps from one that is measured to the next; a power of two.
    every: usize,
    /// The step, of all epochs, behind which the parameters were these.
    before: Option<usize>,
    params: Vec<f32>,
}

/// So many measurements are thinned out. Even, so that the last of them stays.
const MOST: usize = 256;

impl Default for UpdateRatios {
    fn default() -> Self {
        UpdateRatios::new()
    }
}

impl UpdateRatios {
    /// Before a training.
    pub fn new() -> UpdateRatios {
        UpdateRatios { layers: Vec::new(), measured: Vec::new(), every: 1, before: None, params: Vec::new() }
    }

    /// The layers that have weights, in the order of the network; empty before a training.
    pub fn layers(&self) -> &[&'static str] {
        &self.layers
    }

    /// What was measured, in the order of the steps.
    pub fn measured(&self) -> impl ExactSizeIterator<Item = &UpdateRatio> {
        self.measured.iter().map(|(_, ratio)| ratio)
    }

    /// Steps from one that is measured to the next.
    pub fn every(&self) -> usize {
        self.every
    }

    /// A line a layer over the epochs, for a [`Picture`](crate::inspect::Picture).
    pub fn curves(&self) -> Curves {
        let points = |layer: usize| self.measured().map(|at| (at.epochs, at.ratios[layer])).collect();
        Curves {
            title: "Updates: ‖change of the weights in a step‖ / ‖weights‖".into(),
            x: "epoch".into(),
            y: "ratio (logarithmic)".into(),
            log: true,
            curves: self.layers.iter().enumerate().map(|(i, name)| ((*name).to_owned(), points(i))).collect(),
            horizontal: vec![("usual: about 1e-3".into(), 1e-3)],
            ..Curves::default()
        }
    }
}

fn weights<N: Network>() -> impl Iterator<Item = &'static Tensor> {
    N::TENSORS.iter().filter(|tensor| tensor.kind == TensorKind::Weight)
}

/// ‖after − before‖ / ‖before‖.
fn ratio(before: &[f32], after: &[f32]) -> f64 {
    let square = |value: f64| value * value;
    let moved: f64 = before.iter().zip(after).map(|(b, a)| square(f64::from(*a) - f64::from(*b))).sum();
    let length: f64 = before.iter().map(|b| square(f64::from(*b))).sum();
    (moved / length).sqrt()
}

impl<N: Network> Observer<N> for UpdateRatios {
    fn step(&mut self, network: &N, step: &Step) -> ControlFlow<()> {
        if self.layers.is_empty() {
            let layer = |name: &'static str| name.rsplit_once('.').map_or(name, |(layer, _)| layer);
            self.layers = weights::<N>().map(|tensor| layer(tensor.name)).collect();
        }
        let (params, number) = (network.params(), (step.epoch - 1) * step.steps + step.step);
        if number.is_multiple_of(self.every) && self.before == number.checked_sub(1) {
            let ratios = weights::<N>().map(|t| ratio(&self.params[t.range()], &params[t.range()])).collect();
            self.measured.push((number, UpdateRatio { epochs: number as f64 / step.steps as f64, ratios }));
            if self.measured.len() == MOST {
                let every = 2 * self.every;
                self.measured.retain(|(number, _)| number.is_multiple_of(every));
                self.every = every;
            }
        }
        if (number + 1).is_multiple_of(self.every) {
            self.params.clear();
            self.params.extend_from_slice(params);
            self.before = Some(number);
        }
        ControlFlow::Continue(())
    }
}
