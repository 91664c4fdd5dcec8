//! Blur.

/// Blurs each plane of `[planes, height, width]` by a Gaussian with this deviation in pixels; what it reaches beyond an
/// edge it leaves out. Below a fifth of a pixel nothing happens.
pub(super) fn blur(values: &mut [f32], width: usize, height: usize, deviation: f32) {
    // A Gaussian that narrow has nothing left a pixel away.
    if deviation < 0.2 || width * height == 0 {
        return;
    }
    let reach = (3.0 * deviation).ceil() as usize;
    let weights: Vec<f32> = (0..=reach).map(|i| (-0.5 * (i as f32 / deviation).powi(2)).exp()).collect();
    let mut line = vec![0.0; width.max(height)];
    for plane in values.chunks_exact_mut(width * height) {
        for y in 0..height {
            along(plane, y * width, 1, width, &weights, &mut line);
        }
        for x in 0..width {
            along(plane, x, width, height, &weights, &mut line);
        }
    }
}

/// Blurs the `len` values from `start` on, `step` apart.
fn along(plane: &mut [f32], start: usize, step: usize, len: usize, weights: &[f32], line: &mut [f32]) {
    for (i, value) in line[..len].iter_mut().enumerate() {
        *value = plane[start + i * step];
    }
    for i in 0..len {
        let (mut sum, mut total) = (0.0, 0.0);
        let first = i.saturating_sub(weights.len() - 1);
        for (j, value) in line[..len].iter().enumerate().take(i + weights.len()).skip(first) {
            let weight = weights[i.abs_diff(j)];
            sum += weight * value;
            total += weight;
        }
        plane[start + i * step] = sum / total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_a_round_spot() {
        let (width, height) = (21, 19);
        let mut values = vec![0.0; 2 * width * height];
        values[9 * width + 10] = 1.0;
        values[width * height..].fill(3.0);
        blur(&mut values, width, height, 1.5);
        let (spot, even) = values.split_at(width * height);
        let at = |x: usize, y: usize| spot[y * width + x];
        assert!((spot.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        // 1/(2·π·1.5²), and e^(−½·(2/1.5)²) of it two pixels away.
        assert!((at(10, 9) - 0.0707).abs() < 1e-3, "{}", at(10, 9));
        for (x, y) in [(12, 9), (8, 9), (10, 11), (10, 7)] {
            assert!((at(x, y) / at(10, 9) - 0.4111).abs() < 1e-3);
        }
        assert!(even.iter().all(|value| (value - 3.0).abs() < 1e-5));
        let mut same = [1.0, 5.0];
        blur(&mut same, 2, 1, 0.1);
        assert_eq!(same, [1.0, 5.0]);
    }
}
