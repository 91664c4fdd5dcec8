//! Values that do not depend on each other.

use crate::kernels::arch::widest;
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
