//! The mean of the weights that a network has had.

use super::{Epoch, Observer, Step};
use crate::network::{Network, Storage};
use std::fmt;
use std::ops::ControlFlow;

/// A network whose weights and running statistics are the mean of those that another has had in its training. It often
/// answers better than the last one, as it lies in the middle of where the last steps led to and fro.
///
/// Shown a network with [`add`](Average::add), or as an [`Observer`] of a training:
///
/// ```
/// # use convnet_core::{network::{Dataset, Network}, train::{Average, TrainError, Trainer}};
/// # fn example<LeNet: Network>(network: &mut LeNet, images: &impl Dataset) -> Result<Option<LeNet>, TrainError> {
/// let mut average = Average::moving(0.999);
/// Trainer::new().observe(&mut average).train(network, images)?;
/// Ok(average.into_network())
/// # }
/// ```
///
/// The mean of running statistics is not quite that of what the mean weights make of the images: where batch
/// normalisations matter, [`Network::renew_statistics`] takes them anew.
#[derive(Clone)]
pub struct Average<N> {
    kind: Kind,
    added: u64,
    network: Option<N>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Moving { decay: f64 },
    Equal { from: usize },
}

impl<N: Network> Average<N> {
    /// The exponential moving average (Polyak, Juditsky 1992; PyTorch's `get_ema_multi_avg_fn`): the first network,
    /// then `mean ← decay · mean + (1 − decay) · weights`, with a decay in [0, 1), such as 0.999. Observes every step.
    pub fn moving(decay: f64) -> Average<N> {
        Average { kind: Kind::Moving { decay }, added: 0, network: None }
    }

    /// Stochastic weight averaging (Izmailov et al. 2018, algorithm 1): the mean of all networks, each of which counts
    /// the same. Observes the end of each epoch behind the first `from`; they should have a high constant learning
    /// rate, or end in low ones of a cyclic schedule.
    pub fn equal(from: usize) -> Average<N> {
        Average { kind: Kind::Equal { from }, added: 0, network: None }
    }

    /// One network more.
    pub fn add(&mut self, network: &N) {
        let Some(mean) = &mut self.network else {
            self.network = Some(network.clone());
            self.added = 1;
            return;
        };
        self.added += 1;
        let part = match self.kind {
            Kind::Moving { decay } => 1.0 - decay,
            Kind::Equal { .. } => 1.0 / self.added as f64,
        } as f32;
        let towards = |mean: &mut [f32], other: &[f32]| {
            mean.iter_mut().zip(other).for_each(|(mean, other)| *mean += part * (other - *mean));
        };
        let (store, other) = (mean.store_mut(), network.store());
        towards(store.params_mut(), other.params());
        towards(store.params_and_state().1, other.state());
    }

    /// Networks added.
    pub fn added(&self) -> u64 {
        self.added
    }

    /// The mean; `None` before a network has been added.
    pub fn network(&self) -> Option<&N> {
        self.network.as_ref()
    }

    /// Which mean it is.
    pub(super) fn kind(&self) -> String {
        format!("{:?}", self.kind)
    }

    /// Goes on from the mean of `added` networks.
    pub(super) fn restore(&mut self, added: u64, network: Option<N>) {
        (self.added, self.network) = (added, network);
    }

    /// The mean, to keep; `None` where no network has been added.
    pub fn into_network(self) -> Option<N> {
        self.network
    }
}

impl<N: Network> Observer<N> for Average<N> {
    fn step(&mut self, network: &N, _: &Step) -> ControlFlow<()> {
        if let Kind::Moving { .. } = self.kind {
            self.add(network);
        }
        ControlFlow::Continue(())
    }

    fn epoch(&mut self, network: &N, epoch: &Epoch) -> ControlFlow<()> {
        match self.kind {
            Kind::Equal { from } if epoch.epoch > from => self.add(network),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn average(&mut self) -> Option<&mut Average<N>> {
        Some(self)
    }
}

impl<N> fmt::Debug for Average<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Average").field("kind", &self.kind).field("added", &self.added).finish_non_exhaustive()
    }
}
