//! Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3; scaled as PyTorch does).

use convnet_shape::Volume;

/// `y = x / (k + alpha/n · Σ x²)^beta` over `n` neighbouring channels.
#[derive(Clone, Copy, Debug)]
pub struct Lrn {
    volume: Volume,
    size: usize,
    alpha: f32,
    beta: f32,
    k: f32,
}

impl Lrn {
    /// Over `size` channels of `volume`.
    pub const fn new(volume: Volume, size: usize, alpha: f32, beta: f32, k: f32) -> Lrn {
        Lrn { volume, size, alpha, beta, k }
    }

    /// `x`, `y`: `[volume.len()]`.
    pub fn infer(&self, x: &[f32], y: &mut [f32]) {
        let _ = (self.volume, self.size, self.alpha, self.beta, self.k, x, y);
        todo!()
    }

    /// `scale`: `[volume.len()]`, the sums `k + alpha/n · Σ x²`, for the backward pass.
    pub fn forward(&self, x: &[f32], y: &mut [f32], scale: &mut [f32]) {
        let _ = (x, y, scale);
        todo!()
    }

    /// Writes `d_x`.
    pub fn backward(&self, x: &[f32], y: &[f32], scale: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        let _ = (x, y, scale, d_y, d_x);
        todo!()
    }
}
