//! Random orthogonal matrices, for initial weights.

use rayon::prelude::*;

/// So many vectors are taken out of all later ones at a time: a later one is read once for all of them, while it is in
/// cache.
const PANEL: usize = 16;

/// A random matrix, `[rows, columns]`, whose rows are orthonormal; or its columns, where there are fewer of them.
///
/// Its rows (columns) are standard Gaussian vectors, made orthonormal one after the other (modified Gram-Schmidt), so
/// that no direction is preferred. Gaussian matrices are far from singular: the error is some 10⁻¹⁶ times their
/// condition number, less than an f32 can tell. Each vector has the same operations done to it in the same order on any
/// number of threads.
pub(super) fn orthonormal(rows: usize, columns: usize, mut gaussian: impl FnMut() -> f64) -> Vec<f64> {
    let (count, len) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<f64> = (0..rows * columns).map(|_| gaussian()).collect();
    for start in (0..count).step_by(PANEL) {
        let end = (start + PANEL).min(count);
        let (done, later) = vectors.split_at_mut(end * len);
        let panel = &mut done[start * len..];
        for at in 0..end - start {
            let (before, vector) = panel.split_at_mut(at * len);
            let vector = &mut vector[..len];
            before.chunks_exact(len).for_each(|unit| take_out(unit, vector));
            normalise(vector);
        }
        let panel = &*panel;
        later.par_chunks_exact_mut(len).for_each(|vector| {
            panel.chunks_exact(len).for_each(|unit| take_out(unit, vector));
        });
    }
    if rows <= columns {
        return vectors;
    }
    (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(r, c)| vectors[c * len + r]).collect()
}

/// Leaves of `vector` what is orthogonal to `unit`.
fn take_out(unit: &[f64], vector: &mut [f64]) {
    let along = dot(unit, vector);
    vector.iter_mut().zip(unit).for_each(|(v, u)| *v -= along * u);
}

fn normalise(vector: &mut [f64]) {
    let length = dot(vector, vector).sqrt();
    // Only numbers that are not random leave nothing of a vector.
    if length > 0.0 {
        vector.iter_mut().for_each(|v| *v /= length);
    }
}

/// Σ a·b, in eight sums that the compiler keeps in vector registers.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_eights, a_rest) = a.as_chunks::<8>();
    let (b_eights, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a_eights.iter().zip(b_eights) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}
