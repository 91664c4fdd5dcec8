//! Whitening that is fitted to images.

use super::{Basis, Dataset, InputError, Normalization, Whitening, normalization};
use convnet_shape::Volume;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

impl Normalization {
    /// Whitens the images of `data`, which have to be those of the training, read for a network with input `volume`:
    /// subtracts their mean image and multiplies by U·(Λ + ε)^−½·Uᵀ, where U has the eigenvectors and Λ the eigenvalues
    /// of their covariance, of pixels from 0 to 1; in the basis of the principal components without U before.
    ///
    /// `epsilon`, above 0, keeps directions in which images hardly differ from becoming all noise; 0.01 to 0.1 for
    /// photographs. It takes time with the cube of the number of values: seconds for some hundreds, minutes for 3,072.
    ///
    /// # Errors
    /// Where an image cannot be read, or does not fit `volume`.
    pub fn whitened<D: Dataset + ?Sized>(
        data: &D,
        volume: Volume,
        basis: Basis,
        epsilon: f64,
    ) -> Result<Normalization, InputError> {
        let len = volume.len();
        let means = Normalization::of_values(data, volume)?.centred();
        let mean = DVector::from_iterator(len, means.mean.iter().map(|&mean| f64::from(mean)));
        let (mut covariance, mut seen) = (DMatrix::<f64>::zeros(len, len), 0);
        // Columns of a block are images: their sum of products is one product of matrices.
        let mut block = DMatrix::<f64>::zeros(len, 256.min(data.len().max(1)));
        let mut add = |block: &mut DMatrix<f64>, count: usize| {
            let images = block.columns(0, count);
            covariance.gemm(1.0 / data.len() as f64, &images, &images.transpose(), 1.0);
        };
        normalization::for_each(data, volume, |image| {
            let column = seen % block.ncols();
            for (i, &value) in image.iter().enumerate() {
                block[(i, column)] = f64::from(value) - mean[i];
            }
            seen += 1;
            if column + 1 == block.ncols() {
                add(&mut block, column + 1);
            }
        })?;
        let left = seen % block.ncols();
        if left > 0 {
            add(&mut block, left);
        }
        let SymmetricEigen { eigenvectors, eigenvalues } = SymmetricEigen::new(covariance);
        // Eigenvalues are not below 0, but for rounding.
        let factor = |i: usize| (eigenvalues[i].max(0.0) + epsilon).sqrt().recip();
        let matrix = match basis {
            Basis::Pca => {
                let mut order: Vec<usize> = (0..len).collect();
                order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
                DMatrix::from_fn(len, len, |row, column| factor(order[row]) * eigenvectors[(column, order[row])])
            }
            Basis::Zca => {
                let scaled = DMatrix::from_fn(len, len, |row, column| eigenvectors[(row, column)] * factor(column));
                scaled * eigenvectors.transpose()
            }
        };
        // Row by row: its transpose column by column.
        let matrix: Vec<f32> = matrix.transpose().iter().map(|&value| value as f32).collect();
        Ok(Normalization { whitening: Whitening::new(len, matrix), ..means })
    }
}
