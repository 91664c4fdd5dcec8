//! Several networks that answer as one.

use super::cost::{largest, softmax};
use super::predict::batch_of;
use super::{
    Dataset, Evaluation, Head, Input, InputError, Network, Normalization, Prediction, Storage, Views, Workspace,
};
use crate::shape::Volume;

/// Networks of one type that answer together: the mean of their probabilities, or of their values without softmax. They
/// may have begun with other random weights, be those of several checkpoints of one training, or the [best] of many.
///
/// ```
/// # use convnet_core::{network::{Ensemble, Network}, weights::{Weights, WeightsError}};
/// # fn example<LeNet: Network>() -> Result<Ensemble<LeNet>, WeightsError> {
/// let files = ["run1/best.safetensors", "run2/best.safetensors", "run3/best.safetensors"];
/// files.iter().map(LeNet::load).collect()
/// # }
/// ```
///
/// With [`views`](Ensemble::views) each of them sees every image in several ways. One network can do so alone:
///
/// ```
/// # use convnet_core::network::{Ensemble, Network, Views};
/// # fn example<LeNet: Network>(network: LeNet) -> Ensemble<LeNet> {
/// Ensemble::from_iter([network]).views(Views::moved(1))
/// # }
/// ```
///
/// [best]: Ensemble::best
#[derive(Clone, Debug)]
pub struct Ensemble<N> {
    networks: Vec<N>,
    views: Views,
}

impl<N> FromIterator<N> for Ensemble<N> {
    fn from_iter<I: IntoIterator<Item = N>>(networks: I) -> Ensemble<N> {
        Ensemble { networks: networks.into_iter().collect(), views: Views::default() }
    }
}

impl<N: Network> Ensemble<N> {
    /// Of the `count` networks of least cost on `validation`, the best first.
    ///
    /// # Errors
    /// Where an image or a target does not fit.
    pub fn best<D: Dataset + ?Sized>(
        networks: impl IntoIterator<Item = N>,
        count: usize,
        workspace: &mut Workspace<N>,
        validation: &D,
    ) -> Result<Ensemble<N>, InputError> {
        let mut judged: Vec<(f64, N)> = Vec::new();
        for network in networks {
            let loss = network.evaluate(workspace, validation)?.loss;
            // Of equal ones the first stays first.
            let place = judged.partition_point(|(other, _)| other.total_cmp(&loss).is_le());
            judged.insert(place, (loss, network));
            judged.truncate(count);
        }
        Ok(judged.into_iter().map(|(_, network)| network).collect())
    }

    /// In which ways each network sees an image, instead of as it is; each way takes as long as that.
    pub fn views(mut self, views: Views) -> Ensemble<N> {
        self.views = views;
        self
    }

    /// The networks.
    pub fn networks(&self) -> &[N] {
        &self.networks
    }

    /// The mean of all answers for the image. The workspace serves one network after the other.
    ///
    /// # Errors
    /// Where the image does not fit [`INPUT`](super::Generated::INPUT).
    ///
    /// # Panics
    /// Where there is no network.
    pub fn predict<I: Input + Sync + ?Sized>(
        &self,
        workspace: &mut Workspace<N>,
        image: &I,
    ) -> Result<Prediction, InputError> {
        let means =
            self.means(workspace, 1, false, |_, volume, normalization, into| image.write(volume, normalization, into))?;
        Ok(Prediction { class: largest(&means), probabilities: means })
    }

    /// [`predict`](Ensemble::predict) for many images.
    ///
    /// # Errors
    /// Where an image does not fit [`INPUT`](super::Generated::INPUT).
    ///
    /// # Panics
    /// Where there is no network.
    pub fn predict_batch<I: Input + Sync>(
        &self,
        workspace: &mut Workspace<N>,
        images: &[I],
    ) -> Result<Vec<Prediction>, InputError> {
        let mut answers = Vec::with_capacity(images.len());
        for images in images.chunks(batch_of(N::INPUT.len())) {
            let means = self.means(workspace, images.len(), false, |i, volume, normalization, into| {
                images[i].write(volume, normalization, into)
            })?;
            let rows = means.chunks_exact(N::OUTPUT.len());
            answers.extend(rows.map(|row| Prediction { class: largest(row), probabilities: row.to_vec() }));
        }
        Ok(answers)
    }

    /// Cost and accuracy of the mean answers on a data set.
    ///
    /// # Errors
    /// Where an image does not fit [`INPUT`](super::Generated::INPUT), or a target the output.
    ///
    /// # Panics
    /// Where there is no network.
    pub fn evaluate<D: Dataset + ?Sized>(
        &self,
        workspace: &mut Workspace<N>,
        data: &D,
    ) -> Result<Evaluation, InputError> {
        let mut result = Evaluation::of::<N>(data.len());
        let batch = batch_of(N::INPUT.len());
        for first in (0..data.len()).step_by(batch) {
            let count = batch.min(data.len() - first);
            let mut means = self.means(workspace, count, data.is_laborious(), |i, volume, normalization, into| {
                data.read(first + i, volume, normalization, into)
            })?;
            for (i, row) in means.chunks_exact_mut(N::OUTPUT.len()).enumerate() {
                if N::HEAD == Head::Softmax {
                    // Logits of these probabilities.
                    row.iter_mut().for_each(|value| *value = value.ln());
                }
                result.add::<N>(first + i, data.target(first + i), row)?;
            }
        }
        Ok(result.mean())
    }

    /// The means of the networks' answers for `count` images, `[count, OUTPUT.len()]`; `read(i, volume, normalization,
    /// into)` writes image `i`, which is `laborious` or not.
    fn means(
        &self,
        workspace: &mut Workspace<N>,
        count: usize,
        laborious: bool,
        read: impl Fn(usize, Volume, &Normalization, &mut [f32]) -> Result<(), InputError> + Sync,
    ) -> Result<Vec<f32>, InputError> {
        assert!(!self.networks.is_empty(), "an ensemble without a network");
        let Ensemble { networks, views } = self;
        let mut means = vec![0.0; count * N::OUTPUT.len()];
        let mut answer = vec![0.0; N::OUTPUT.len()];
        for network in networks {
            let normalization = network.store().normalization();
            for view in views.each() {
                let seen = |i: usize, into: &mut [f32]| {
                    views.read(view, N::INPUT, normalization, into, |volume, normalization, into| {
                        read(i, volume, normalization, into)
                    })
                };
                let rows = workspace.pass(network, count, laborious, seen)?;
                for (i, means) in means.chunks_exact_mut(N::OUTPUT.len()).enumerate() {
                    answer.copy_from_slice(rows.row(i));
                    if N::HEAD == Head::Softmax {
                        softmax(&mut answer);
                    }
                    means.iter_mut().zip(&answer).for_each(|(mean, value)| *mean += value);
                }
            }
        }
        let answers = (networks.len() * views.count()) as f32;
        means.iter_mut().for_each(|mean| *mean /= answers);
        Ok(means)
    }
}
