//! Dropout (Srivastava et al. 2014), inverted: what is kept is scaled in training, so that use needs nothing.

use super::Random;

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
        let scale = 1.0 / (1.0 - self.p);
        for (i, (y, &x)) in y[..self.len].iter_mut().zip(&x[..self.len]).enumerate() {
            *y = if random.uniform(i as u64) < self.p { 0.0 } else { x * scale };
        }
    }

    /// `random` as in the forward pass. Writes `d_x`.
    pub fn backward(&self, d_y: &[f32], d_x: &mut [f32], random: Random) {
        self.forward(d_y, d_x, random);
    }
}
