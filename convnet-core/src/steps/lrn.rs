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
        let plane = self.volume.plane();
        for c in 0..self.volume.depth {
            let y = &mut y[c * plane..][..plane];
            self.scale(x, c, y);
            for (y, &x) in y.iter_mut().zip(&x[c * plane..]) {
                *y = x * y.powf(-self.beta);
            }
        }
    }

    /// The channels that are summed for channel `c`: `size / 2` before it, `(size - 1) / 2` behind it.
    fn window(&self, c: usize) -> std::ops::Range<usize> {
        c.saturating_sub(self.size / 2)..(c + (self.size - 1) / 2 + 1).min(self.volume.depth)
    }

    /// `k + alpha/n · Σ x²` of channel `c`. `sums`: `[plane]`.
    fn scale(&self, x: &[f32], c: usize, sums: &mut [f32]) {
        let plane = self.volume.plane();
        sums.fill(0.0);
        for i in self.window(c) {
            for (sum, &x) in sums.iter_mut().zip(&x[i * plane..]) {
                *sum += x * x;
            }
        }
        for sum in sums {
            *sum = self.k + self.alpha / self.size as f32 * *sum;
        }
    }

    /// `scale`: `[volume.len()]`, the sums `k + alpha/n · Σ x²`, for the backward pass.
    pub fn forward(&self, x: &[f32], y: &mut [f32], scale: &mut [f32]) {
        let plane = self.volume.plane();
        for c in 0..self.volume.depth {
            let range = c * plane..(c + 1) * plane;
            self.scale(x, c, &mut scale[range.clone()]);
            for ((y, &x), &scale) in y[range.clone()].iter_mut().zip(&x[range.clone()]).zip(&scale[range]) {
                *y = x * scale.powf(-self.beta);
            }
        }
    }

    /// Writes `d_x`.
    pub fn backward(&self, x: &[f32], y: &[f32], scale: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        // dx_c = dy_c · s_c^-β − 2αβ/n · x_c · Σ dy_i · y_i / s_i over the channels i whose window holds c.
        let plane = self.volume.plane();
        let factor = 2.0 * self.alpha * self.beta / self.size as f32;
        for c in 0..self.volume.depth {
            let range = c * plane..(c + 1) * plane;
            let d_x = &mut d_x[range.clone()];
            d_x.fill(0.0);
            let first = c.saturating_sub((self.size - 1) / 2);
            for i in first..(c + self.size / 2 + 1).min(self.volume.depth) {
                let range = i * plane..(i + 1) * plane;
                let values = y[range.clone()].iter().zip(&d_y[range.clone()]).zip(&scale[range]);
                for (d_x, ((&y, &d_y), &scale)) in d_x.iter_mut().zip(values) {
                    *d_x += d_y * y / scale;
                }
            }
            let values = x[range.clone()].iter().zip(&d_y[range.clone()]).zip(&scale[range]);
            for (d_x, ((&x, &d_y), &scale)) in d_x.iter_mut().zip(values) {
                *d_x = d_y * scale.powf(-self.beta) - factor * x * *d_x;
            }
        }
    }
}
