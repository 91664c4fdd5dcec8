//! Pooling that no convolution has taken in.

use convnet_shape::PoolShape;

/// The maximum of each window; padding is never the maximum. The first of several equal values counts.
#[derive(Clone, Copy, Debug)]
pub struct MaxPool {
    shape: PoolShape,
}

impl MaxPool {
    /// The pooling of `shape`.
    pub const fn new(shape: PoolShape) -> MaxPool {
        MaxPool { shape }
    }

    /// `x`: `[input.len()]`, `y`: `[output.len()]`.
    pub fn infer(&self, x: &[f32], y: &mut [f32]) {
        max_pool(&self.shape, x, |i, value, _| y[i] = value);
    }

    /// `index`: `[output.len()]`, which tap (row by row) of its window was the largest.
    pub fn forward(&self, x: &[f32], y: &mut [f32], index: &mut [u16]) {
        max_pool(&self.shape, x, |i, value, tap| {
            y[i] = value;
            index[i] = tap;
        });
    }

    /// Writes `d_x`.
    pub fn backward(&self, index: &[u16], d_y: &[f32], d_x: &mut [f32]) {
        let s = &self.shape;
        d_x[..s.input.len()].fill(0.0);
        for (i, (&tap, &d)) in index[..s.output.len()].iter().zip(d_y).enumerate() {
            if let Some(at) = position(s, i, tap as usize) {
                d_x[at] += d;
            }
        }
    }
}

/// The average of each window. Declared padding counts as zeros; what `round = ceil` reaches beyond it does not
/// count (PyTorch's `count_include_pad = true`). A window as large as the input is the global average.
#[derive(Clone, Copy, Debug)]
pub struct AvgPool {
    shape: PoolShape,
}

impl AvgPool {
    /// The pooling of `shape`.
    pub const fn new(shape: PoolShape) -> AvgPool {
        AvgPool { shape }
    }

    /// `x`: `[input.len()]`, `y`: `[output.len()]`.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        let s = &self.shape;
        for c in 0..s.output.depth {
            let x = &x[c * s.input.plane()..];
            for oy in 0..s.output.height {
                let (rows, tall) = self.rows(oy);
                for ox in 0..s.output.width {
                    let (columns, wide) = self.columns(ox);
                    let sum: f32 =
                        rows.clone().map(|y| x[y * s.input.width..][columns.clone()].iter().sum::<f32>()).sum();
                    y[(c * s.output.height + oy) * s.output.width + ox] = sum / (tall * wide) as f32;
                }
            }
        }
    }

    /// Writes `d_x`.
    pub fn backward(&self, d_y: &[f32], d_x: &mut [f32]) {
        let s = &self.shape;
        d_x[..s.input.len()].fill(0.0);
        for c in 0..s.output.depth {
            let d_x = &mut d_x[c * s.input.plane()..];
            for oy in 0..s.output.height {
                let (rows, tall) = self.rows(oy);
                for ox in 0..s.output.width {
                    let (columns, wide) = self.columns(ox);
                    let d = d_y[(c * s.output.height + oy) * s.output.width + ox] / (tall * wide) as f32;
                    for y in rows.clone() {
                        d_x[y * s.input.width..][columns.clone()].iter_mut().for_each(|d_x| *d_x += d);
                    }
                }
            }
        }
    }

    /// The input rows under output row `oy`, and how many rows count.
    fn rows(&self, oy: usize) -> (std::ops::Range<usize>, usize) {
        let s = &self.shape;
        span(oy * s.stride.y, s.window.y, s.pad.y, s.input.height, s.pad_end.y)
    }

    /// The input columns under output column `ox`, and how many columns count.
    fn columns(&self, ox: usize) -> (std::ops::Range<usize>, usize) {
        let s = &self.shape;
        span(ox * s.stride.x, s.window.x, s.pad.x, s.input.width, s.pad_end.x)
    }
}

/// Where a window of `size` that begins at `start` of an axis (`pad`, `len` values, `pad_end`) meets the values, and
/// how much of it lies within the axis.
fn span(start: usize, size: usize, pad: usize, len: usize, pad_end: usize) -> (std::ops::Range<usize>, usize) {
    let end = (start + size).min(pad + len + pad_end);
    let first = start.saturating_sub(pad).min(len);
    (first..end.saturating_sub(pad).clamp(first, len), end - start)
}

/// Where tap `tap` of output `i`'s window lies in the input; `None` in the padding.
pub(super) fn position(s: &PoolShape, i: usize, tap: usize) -> Option<usize> {
    let (c, i) = (i / s.output.plane(), i % s.output.plane());
    let y = (i / s.output.width * s.stride.y + tap / s.window.x).checked_sub(s.pad.y)?;
    let x = (i % s.output.width * s.stride.x + tap % s.window.x).checked_sub(s.pad.x)?;
    (y < s.input.height && x < s.input.width).then_some((c * s.input.height + y) * s.input.width + x)
}

/// Hands each window's place, maximum and tap to `write`. As in PyTorch, a NaN is larger than any number.
pub(super) fn max_pool(s: &PoolShape, x: &[f32], mut write: impl FnMut(usize, f32, u16)) {
    for i in 0..s.output.len() {
        let (mut best, mut best_tap) = (f32::NEG_INFINITY, None);
        for tap in 0..s.window.area() {
            if let Some(at) = position(s, i, tap)
                && (best_tap.is_none() || x[at] > best || x[at].is_nan())
            {
                (best, best_tap) = (x[at], Some(tap));
            }
        }
        write(i, best, best_tap.unwrap_or(0) as u16);
    }
}
