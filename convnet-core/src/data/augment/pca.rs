//! Light of the colours that vary most.

use super::{Draws, Pixels, Transform};
use crate::network::{Dataset, InputError, Normalization};
use crate::shape::Volume;

/// Adds to all pixels of an image of three channels one colour (Krizhevsky, Sutskever, Hinton 2012, section 4.1): a sum
/// of the principal components of the data set's colours, each times its eigenvalue and a Gaussian number. Values stay
/// from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorPca {
    vectors: [[f64; 3]; 3],
    values: [f64; 3],
    deviation: f64,
}

impl ColorPca {
    /// The components of all pixels of `data`, whose images are read in `width` x `height` pixels; the deviation of the
    /// Gaussian is 0.1.
    ///
    /// # Errors
    /// Where an image is not of this size, and cannot be brought to it, or has not three channels.
    pub fn of<D: Dataset + ?Sized>(data: &D, width: usize, height: usize) -> Result<ColorPca, InputError> {
        let volume = Volume::new(width, height, 3);
        let mut image = vec![0.0; volume.len()];
        let (mut sums, mut products) = ([0.0; 3], [[0.0; 3]; 3]);
        for i in 0..data.len() {
            data.read(i, volume, &Normalization::default(), &mut image)?;
            let (red, rest) = image.split_at(volume.plane());
            let (green, blue) = rest.split_at(volume.plane());
            for ((r, g), b) in red.iter().zip(green).zip(blue) {
                let pixel = [r, g, b].map(|v| f64::from(*v));
                for a in 0..3 {
                    sums[a] += pixel[a];
                    (0..3).for_each(|b| products[a][b] += pixel[a] * pixel[b]);
                }
            }
        }
        let count = (data.len() * volume.plane()).max(1) as f64;
        let covariance = |a: usize, b: usize| products[a][b] / count - sums[a] / count * (sums[b] / count);
        let matrix = [0, 1, 2].map(|a| [0, 1, 2].map(|b| covariance(a, b)));
        let (values, vectors) = eigen(matrix);
        Ok(ColorPca { vectors, values, deviation: 0.1 })
    }

    /// The deviation of the Gaussian numbers, at least 0.
    pub fn deviation(mut self, deviation: f64) -> ColorPca {
        self.deviation = deviation;
        self
    }

    /// The eigenvalues of the covariance of red, green and blue, the largest first.
    pub fn values(&self) -> [f64; 3] {
        self.values
    }

    /// Their eigenvectors, of length 1; the largest number in each is above 0.
    pub fn vectors(&self) -> [[f64; 3]; 3] {
        self.vectors
    }
}

impl Transform for ColorPca {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let parts = self.values.map(|value| value * self.deviation * draws.gaussian());
        let Some(planes) = image.rgb_mut() else { return };
        for (c, plane) in planes.into_iter().enumerate() {
            let light: f64 = (0..3).map(|i| parts[i] * self.vectors[i][c]).sum();
            plane.iter_mut().for_each(|v| *v = (*v + light as f32).clamp(0.0, 1.0));
        }
    }
}

/// Eigenvalues of a symmetric matrix, the largest first, and their vectors (Jacobi 1846).
fn eigen(mut a: [[f64; 3]; 3]) -> ([f64; 3], [[f64; 3]; 3]) {
    // Rows that become the eigenvectors.
    let mut vectors = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    // Three rotations a sweep; the rest falls quadratically, so that a few sweeps leave nothing.
    for _ in 0..12 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if a[p][q] == 0.0 {
                continue;
            }
            let angle = 0.5 * (2.0 * a[p][q]).atan2(a[q][q] - a[p][p]);
            let (s, c) = angle.sin_cos();
            let turn = |rows: &mut [[f64; 3]; 3]| {
                let (x, y) = (rows[p], rows[q]);
                rows[p] = [0, 1, 2].map(|i| c * x[i] - s * y[i]);
                rows[q] = [0, 1, 2].map(|i| s * x[i] + c * y[i]);
            };
            turn(&mut a);
            for row in &mut a {
                (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
            }
            turn(&mut vectors);
        }
    }
    let mut order = [0, 1, 2];
    order.sort_by(|&i, &j| a[j][j].total_cmp(&a[i][i]));
    let signed = |vector: [f64; 3]| {
        let largest = vector.into_iter().fold(0.0, |most: f64, v| if v.abs() > most.abs() { v } else { most });
        vector.map(|v| if largest < 0.0 { -v } else { v })
    };
    (order.map(|i| a[i][i]), order.map(|i| signed(vectors[i])))
}
