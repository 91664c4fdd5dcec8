//! Images as on a sheet of rubber.

use super::{Draws, Pixels, Transform};

/// Moves each pixel as its neighbours, but for a little (Simard, Steinkraus, Platt 2003, section 2): displacements are
/// uniform from −1 to 1 in both directions, smoothed by a Gaussian of deviation `sigma` pixels, and multiplied with
/// `alpha`. For handwriting in 28x28 pixels, sigma 4 and alpha 34.
#[derive(Clone, Debug, PartialEq)]
pub struct Elastic {
    alpha: f64,
    sigma: f64,
    fill: f32,
}

impl Elastic {
    /// `alpha` in pixels; `sigma` in pixels, above 0; what comes in is black.
    pub fn new(alpha: f64, sigma: f64) -> Elastic {
        Elastic { alpha, sigma, fill: 0.0 }
    }

    /// What comes in; 0 is black.
    pub fn fill(mut self, fill: f32) -> Elastic {
        self.fill = fill;
        self
    }

    /// The Gaussian from its middle to where it is below a hundredth of that, as parts of its whole sum.
    fn kernel(&self) -> Vec<f64> {
        let reach = (3.0 * self.sigma).ceil().max(0.0) as usize;
        let kernel: Vec<f64> = (0..=reach).map(|i| (-0.5 * (i as f64 / self.sigma.max(1e-9)).powi(2)).exp()).collect();
        let sum = 2.0 * kernel.iter().sum::<f64>() - kernel[0];
        kernel.into_iter().map(|part| part / sum).collect()
    }
}

/// `field` smoothed along one direction, whose neighbours lie `step` apart and of whose lines each has `len` values;
/// there is nothing outside.
fn smooth(field: &[f64], kernel: &[f64], step: usize, len: usize) -> Vec<f64> {
    let mut smoothed: Vec<f64> = field.iter().map(|v| kernel[0] * v).collect();
    let add = |sums: &mut [f64], part: f64, values: &[f64]| {
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += part * value);
    };
    // Lines that lie beside each other, all of them at once: their values move by whole steps.
    let block = step * len;
    for (sums, values) in smoothed.chunks_exact_mut(block).zip(field.chunks_exact(block)) {
        for (j, &part) in (1..len).zip(&kernel[1..]) {
            add(&mut sums[j * step..], part, values);
            add(sums, part, &values[j * step..]);
        }
    }
    smoothed
}

impl Transform for Elastic {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let volume = image.volume();
        let kernel = self.kernel();
        let mut field = || {
            let noise: Vec<f64> = (0..volume.plane()).map(|_| draws.within(&(-1.0..=1.0))).collect();
            smooth(&smooth(&noise, &kernel, 1, volume.width), &kernel, volume.width, volume.height)
        };
        let (right, down) = (field(), field());
        *image = image.warped(volume.width, volume.height, self.fill, |x, y| {
            let i = y * volume.width + x;
            (x as f64 + self.alpha * right[i], y as f64 + self.alpha * down[i])
        });
    }
}
