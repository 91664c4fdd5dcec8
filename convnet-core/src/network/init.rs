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

impl Init {
    /// temporary
    pub(super) fn fill<S: super::Storage, R: rand::Rng + ?Sized>(
        self,
        tensors: &[super::Tensor],
        store: &mut S,
        rng: &mut R,
    ) {
        use rand::RngExt;
        for t in tensors {
            if t.kind == super::TensorKind::Weight {
                let a = (6.0 / t.fan_in as f32).sqrt();
                store.params_mut()[t.range()].iter_mut().for_each(|w| *w = (rng.random::<f32>() * 2.0 - 1.0) * a);
            }
        }
    }
}
