//! Max and average pooling.

use super::{Float, conv::inside};
use convnet_shape::{PoolShape, Volume};

/// The largest value of each window, the first of several; padding is never it. `x`: `[depth, height, width]`.
/// Returns `y: [depth, output.height, output.width]`, and for each output the tap of its window that was the largest,
/// counted row by row over the whole window, padding included.
pub fn max_pool<F: Float>(shape: &PoolShape, x: &[F]) -> (Vec<F>, Vec<u16>) {
    let windows = (0..shape.output.len()).map(|out| {
        let taps = taps(shape, out);
        let first = *taps.first().expect("every window reaches into the input");
        let best = taps.into_iter().fold(first, |best, tap| if x[tap.1] > x[best.1] { tap } else { best });
        (x[best.1], best.0 as u16)
    });
    windows.unzip()
}

/// `index` as [`max_pool`] returns it; returns `d_x: [depth, height, width]`: each gradient goes to the largest value.
pub fn max_pool_backward<F: Float>(shape: &PoolShape, index: &[u16], d_y: &[F]) -> Vec<F> {
    let mut d_x = vec![F::ZERO; shape.input.len()];
    for (out, &d) in d_y.iter().enumerate() {
        let largest = taps(shape, out).into_iter().find(|tap| tap.0 == usize::from(index[out]));
        d_x[largest.expect("the index names a tap inside the input").1] += d;
    }
    d_x
}

/// The average of each window: the sum of what lies inside the input over the number of taps inside the input and
/// its declared padding. `x`: `[depth, height, width]`, result: `[depth, output.height, output.width]`.
pub fn avg_pool<F: Float>(shape: &PoolShape, x: &[F]) -> Vec<F> {
    let average = |out| {
        let mut sum = F::ZERO;
        for (_, input) in taps(shape, out) {
            sum += x[input];
        }
        sum / F::count(counted(shape, out))
    };
    (0..shape.output.len()).map(average).collect()
}

/// Returns `d_x: [depth, height, width]`: each gradient goes in equal parts to the values of its window.
pub fn avg_pool_backward<F: Float>(shape: &PoolShape, d_y: &[F]) -> Vec<F> {
    let mut d_x = vec![F::ZERO; shape.input.len()];
    for (out, &d) in d_y.iter().enumerate() {
        for (_, input) in taps(shape, out) {
            d_x[input] += d / F::count(counted(shape, out));
        }
    }
    d_x
}

/// The taps of output `out` that lie inside the input: (number of the tap, its place in the input).
fn taps(shape: &PoolShape, out: usize) -> Vec<(usize, usize)> {
    let (channel, row, column) = place(shape.output, out);
    let mut taps = Vec::new();
    for tap_y in 0..shape.window.y {
        for tap_x in 0..shape.window.x {
            let y = inside(row * shape.stride.y + tap_y, shape.pad.y, shape.input.height);
            let x = inside(column * shape.stride.x + tap_x, shape.pad.x, shape.input.width);
            if let (Some(y), Some(x)) = (y, x) {
                let input = (channel * shape.input.height + y) * shape.input.width + x;
                taps.push((tap_y * shape.window.x + tap_x, input));
            }
        }
    }
    taps
}

/// What an average divides by: the taps of output `out` inside the input and its declared padding.
fn counted(shape: &PoolShape, out: usize) -> usize {
    let (_, row, column) = place(shape.output, out);
    let along = |start: usize, window: usize, padded: usize| window.min(padded - start);
    let height = shape.pad.y + shape.input.height + shape.pad_end.y;
    let width = shape.pad.x + shape.input.width + shape.pad_end.x;
    along(row * shape.stride.y, shape.window.y, height) * along(column * shape.stride.x, shape.window.x, width)
}

/// (channel, row, column) of the `i`-th value of a volume.
fn place(volume: Volume, i: usize) -> (usize, usize, usize) {
    (i / volume.plane(), i % volume.plane() / volume.width, i % volume.width)
}
