//! Light of the colours that vary most.

use super::{Draws, Pixels, Transform};
use crate::network::{Dataset, InputError, Normalization, eigen};
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
        let matrix = (0..3).map(|a| (0..3).map(|b| covariance(a, b)).collect()).collect();
        let (values, vectors) = eigen(matrix);
        let vectors = [0, 1, 2].map(|i| [0, 1, 2].map(|c| vectors[i][c]));
        Ok(ColorPca { vectors, values: [0, 1, 2].map(|i| values[i]), deviation: 0.1 })
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
