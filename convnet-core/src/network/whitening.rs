//! Values that do not depend on each other.

use super::{Dataset, InputError, Normalization, normalization};
use crate::kernels::arch::widest;
use convnet_shape::Volume;
use std::fmt;
use std::sync::Arc;

/// A square matrix by which an image is multiplied when it has been centred, depth by depth (`CHW`), so that over the
/// training images its values have the identity for their covariance (CS231n, "Data Preprocessing"). It takes as many
/// multiplications for an image as it has numbers, the square of the image's values: it is for small images.
#[derive(Clone, PartialEq)]
pub struct Whitening {
    len: usize,
    /// Row by row.
    matrix: Arc<[f32]>,
}

/// The basis in which whitened values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// The principal components, those of the largest variance first. An image is none any more: this is for fully
    /// connected layers.
    Pca,
    /// As near as can be to the values before (zero-phase components: Bell, Sejnowski 1997): images stay images.
    Zca,
}

impl Whitening {
    /// With a matrix of `len` x `len` numbers, row by row; `None` where there are others.
    pub fn new(len: usize, matrix: impl Into<Arc<[f32]>>) -> Option<Whitening> {
        let matrix = matrix.into();
        (len.checked_mul(len) == Some(matrix.len())).then_some(Whitening { len, matrix })
    }

    /// The values of an image.
    #[expect(clippy::len_without_is_empty, reason = "it is no collection")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// `[len, len]`, row by row.
    pub fn matrix(&self) -> &[f32] {
        &self.matrix
    }

    /// Multiplies an image.
    pub(super) fn apply(&self, values: &mut [f32]) {
        let centred = values.to_vec();
        widest(|| {
            for (value, row) in values.iter_mut().zip(self.matrix.chunks_exact(self.len)) {
                *value = dot(row, &centred);
            }
        });
    }
}

/// In sixteen sums, so that the compiler makes vectors of them, of any width with the same bits.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0; LANES];
    let (mut xs, mut ys) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    for (x, y) in xs.by_ref().zip(ys.by_ref()) {
        (0..LANES).for_each(|i| sums[i] += x[i] * y[i]);
    }
    let rest: f32 = xs.remainder().iter().zip(ys.remainder()).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
}

impl fmt::Debug for Whitening {
    /// Its size instead of its numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whitening").field("len", &self.len).finish()
    }
}

#[cfg(feature = "whitening")]
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
        use nalgebra::{DMatrix, DVector, SymmetricEigen};

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
        let matrix: Arc<[f32]> = matrix.transpose().iter().map(|&value| value as f32).collect();
        Ok(Normalization { whitening: Some(Whitening { len, matrix }), ..means })
    }
}
