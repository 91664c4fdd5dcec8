//! How parameters start.

use super::orthogonal::orthonormal;
use super::{Storage, Tensor, TensorKind};
use rand::{Rng, RngExt};

/// The distribution from which weights are drawn. Biases start at zero but in [`Nielsen`](Init::Nielsen).
///
/// `fan_in` and `fan_out` are those of the weights' [`Tensor`]: the inputs that an output sums over, and the outputs
/// that an input goes to, within a group of a convolution.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Init {
    /// Gaussian with variance 2 / fan_in (He et al. 2015, equation 10): for rectified units.
    #[default]
    He,
    /// Uniform in ±√(6 / (fan_in + fan_out)) (Glorot, Bengio 2010, equation 16).
    Xavier,
    /// Gaussian with variance 1 / fan_in (LeCun et al. 1998, "Efficient BackProp", equation 16; in CS231n the
    /// calibration with 1/√n).
    LeCun,
    /// Gaussian with this deviation, whatever a layer sums over: CS231n's small random numbers, 0.01, which suit
    /// shallow networks.
    Small(f32),
    /// A random orthogonal matrix times this factor (Saxe, McClelland, Ganguli 2013), 1 for linear layers: rows are the
    /// filters of a group of a convolution, or units, columns what each of them sums over. The shorter ones of rows and
    /// columns are orthonormal. The time grows with the number of weights times that of the shorter ones: some two
    /// minutes of a core, shared by all of them, for VGG-16's first fully connected layer.
    Orthogonal(f32),
    /// Every weight is this number. Units that begin alike stay alike, so it is for a layer that others tell apart,
    /// such as a last one of zeros.
    Constant(f32),
    /// Nielsen's `network3.py`: convolutions Gaussian with variance pool area / (filters · window), taken here
    /// without the pool's area as 1 / fan_out; fully connected layers 1 / units; biases standard Gaussian.
    Nielsen,
    /// Convolutions begin by passing on what they read, as far as they have filters for it: filter `i` has a 1 in the
    /// middle of its channel `i` and zeros elsewhere (Zagoruyko, Komodakis 2017; Jordan 2024, section 3.2). Filters
    /// that have no such channel, and fully connected layers, are uniform in ±1/√fan_in. For networks that normalise
    /// behind each convolution.
    Dirac,
}

impl Init {
    /// Writes the starting values of all `tensors` into `store`: weights with a distribution of their own are drawn
    /// from that, all others from this one.
    ///
    /// Tensors are drawn one after the other in their order, so that a seed gives the same weights everywhere.
    pub(super) fn fill<S: Storage, R: Rng + ?Sized>(self, tensors: &[Tensor], store: &mut S, rng: &mut R) {
        let mut gaussian = Gaussian::default();
        let params = store.params_mut();
        // The distribution of the weights just before.
        let mut weights_before = None;
        for tensor in tensors.iter().filter(|tensor| !tensor.kind.is_state()) {
            let values = &mut params[tensor.range()];
            let init = (tensor.kind == TensorKind::Weight).then(|| tensor.init.unwrap_or(self));
            match (tensor.kind, init) {
                (_, Some(init)) => init.draw(tensor, values, &mut gaussian, rng),
                // A bias that follows no weights is batch normalisation's beta: Nielsen's networks have none.
                (TensorKind::Bias, _) if weights_before == Some(Init::Nielsen) => {
                    values.fill_with(|| gaussian.next(rng) as f32);
                }
                (kind, _) => values.fill(start(kind)),
            }
            weights_before = init;
        }
        let (_, state) = store.params_and_state();
        for tensor in tensors.iter().filter(|tensor| tensor.kind.is_state()) {
            state[tensor.range()].fill(start(tensor.kind));
        }
    }

    fn draw<R: Rng + ?Sized>(self, tensor: &Tensor, weights: &mut [f32], gaussian: &mut Gaussian, rng: &mut R) {
        let fan_in = tensor.fan_in.max(1) as f64;
        let fan_out = tensor.fan_out.max(1) as f64;
        let deviation = match self {
            Init::He => (2.0 / fan_in).sqrt(),
            Init::LeCun => (1.0 / fan_in).sqrt(),
            Init::Nielsen => (1.0 / fan_out).sqrt(),
            Init::Small(deviation) => f64::from(deviation),
            Init::Dirac => {
                let bound = fan_in.sqrt().recip();
                weights.fill_with(|| ((2.0 * rng.random::<f64>() - 1.0) * bound) as f32);
                if let [filters, channels, height, width] = *tensor.shape() {
                    let (window, middle) = (height * width, height / 2 * width + width / 2);
                    for (i, filter) in
                        weights.chunks_exact_mut(channels * window).enumerate().take(filters.min(channels))
                    {
                        filter.fill(0.0);
                        filter[i * window + middle] = 1.0;
                    }
                }
                return;
            }
            Init::Xavier => {
                let bound = (6.0 / (fan_in + fan_out)).sqrt();
                weights.fill_with(|| ((2.0 * rng.random::<f64>() - 1.0) * bound) as f32);
                return;
            }
            Init::Orthogonal(factor) => {
                for group in weights.chunks_mut(tensor.group_len()) {
                    let columns = tensor.fan_in;
                    let matrix = orthonormal(group.len() / columns, columns, || gaussian.next(rng));
                    group.iter_mut().zip(matrix).for_each(|(w, q)| *w = (q * f64::from(factor)) as f32);
                }
                return;
            }
            Init::Constant(value) => return weights.fill(value),
        };
        weights.fill_with(|| (gaussian.next(rng) * deviation) as f32);
    }
}

/// The value at which tensors start that are not drawn at random.
const fn start(kind: TensorKind) -> f32 {
    match kind {
        TensorKind::Weight | TensorKind::Bias | TensorKind::RunningMean => 0.0,
        TensorKind::Scale | TensorKind::RunningVar => 1.0,
        TensorKind::Slope => 0.25,
    }
}

/// Standard Gaussian numbers from uniform ones, two at a time (Box, Muller 1958).
#[derive(Default)]
struct Gaussian {
    second: Option<f64>,
}

impl Gaussian {
    fn next<R: Rng + ?Sized>(&mut self, rng: &mut R) -> f64 {
        if let Some(second) = self.second.take() {
            return second;
        }
        // 1 − u lies in (0, 1]: its logarithm is finite.
        let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * rng.random::<f64>()).sin_cos();
        self.second = Some(radius * sin);
        radius * cos
    }
}
