//! Dropout (Srivastava et al. 2014), inverted: what is kept is scaled in training, so that use needs nothing.

use super::Random;
use crate::kernels::arch::widest;

/// Sets each value to zero with probability `p` and divides the others by 1 − p.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    p: f32,
    len: usize,
}

impl Dropout {
    /// Probability `p` in [0, 1) over `len` values.
    pub const fn new(p: f32, len: usize) -> Dropout {
        Dropout { p, len }
    }

    /// Value `i` is dropped where the `i`-th number of `random` is below `p`. `x`, `y`: `[len]`.
    pub fn forward(&self, x: &[f32], y: &mut [f32], random: Random) {
        let (x, y, p) = (&x[..self.len], &mut y[..self.len], self.p);
        let scale = 1.0 / (1.0 - p);
        // `uniform` is a multiple of 2⁻²⁴: it is below `p` where that multiple is below this.
        let limit = (p * (1 << 24) as f32).ceil() as u32;
        widest(move || {
            for (i, (y, &x)) in y.iter_mut().zip(x).enumerate() {
                let scaled = x * scale;
                *y = if random.bits(i as u64) >> 8 < limit { 0.0 } else { scaled };
            }
        });
    }

    /// `random` as in the forward pass. Writes `d_x`.
    pub fn backward(&self, d_y: &[f32], d_x: &mut [f32], random: Random) {
        self.forward(d_y, d_x, random);
    }
}
