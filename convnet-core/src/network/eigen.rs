//! Principal components of small matrices.

/// Sweeps that leave nothing beside the diagonal: what is there falls quadratically.
const SWEEPS: usize = 16;

/// Eigenvalues of a symmetric matrix of `n` rows, the largest first, and their vectors (Jacobi 1846): of length 1, and
/// the largest number in each is above 0. A sweep takes some n³ steps.
pub(crate) fn eigen(mut a: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = a.len();
    // Rows that become the eigenvectors.
    let mut vectors: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..SWEEPS {
        for (p, q) in (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q))) {
            if a[p][q] == 0.0 {
                continue;
            }
            let angle = 0.5 * (2.0 * a[p][q]).atan2(a[q][q] - a[p][p]);
            let (s, c) = angle.sin_cos();
            let turned = |x: f64, y: f64| (c * x - s * y, s * x + c * y);
            let turn = |rows: &mut [Vec<f64>]| {
                let (first, second) = rows.split_at_mut(q);
                first[p].iter_mut().zip(&mut second[0]).for_each(|(x, y)| (*x, *y) = turned(*x, *y));
            };
            turn(&mut a);
            for row in &mut a {
                (row[p], row[q]) = turned(row[p], row[q]);
            }
            turn(&mut vectors);
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j][j].total_cmp(&a[i][i]));
    let signed = |i: usize| {
        let largest = vectors[i].iter().fold(0.0, |most: f64, &v| if v.abs() > most.abs() { v } else { most });
        vectors[i].iter().map(|v| if largest < 0.0 { -v } else { *v }).collect()
    };
    (order.iter().map(|&i| a[i][i]).collect(), order.iter().map(|&i| signed(i)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A symmetric matrix without structure.
    fn matrix(n: usize) -> Vec<Vec<f64>> {
        let value = |i: usize, j: usize| ((i * 31 + j * 17 + i * j * 7) % 23) as f64 / 23.0;
        (0..n).map(|i| (0..n).map(|j| value(i.min(j), i.max(j))).collect()).collect()
    }

    #[test]
    fn vectors_are_only_stretched() {
        for n in [1, 2, 3, 12, 27] {
            let a = matrix(n);
            let (values, vectors) = eigen(a.clone());
            assert!(values.is_sorted_by(|a, b| a >= b), "{values:?}");
            for (i, (value, vector)) in values.iter().zip(&vectors).enumerate() {
                for (row, v) in a.iter().zip(vector) {
                    let product: f64 = row.iter().zip(vector).map(|(a, v)| a * v).sum();
                    assert!((product - value * v).abs() < 1e-12 * n as f64, "{n}: {product} instead of {}", value * v);
                }
                for (j, other) in vectors.iter().enumerate() {
                    let product: f64 = vector.iter().zip(other).map(|(a, b)| a * b).sum();
                    assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12, "{n}: {i}, {j}: {product}");
                }
            }
        }
    }
}
