//! How parameters start.

/// The distribution from which weights are drawn. Biases start at zero but in [`Nielsen`](Init::Nielsen).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Init {
    /// Gaussian with variance 2 / fan_in (He et al. 2015, equation 10): for rectified units.
    #[default]
    He,
    /// Uniform in ±√(6 / (fan_in + fan_out)) (Glorot, Bengio 2010, equation 16).
    Xavier,
    /// Nielsen's `network3.py`: convolutions Gaussian with variance pool area / (filters · window), taken here
    /// without the pool's area as 1 / fan_out; fully connected layers 1 / units; biases standard Gaussian.
    Nielsen,
}
