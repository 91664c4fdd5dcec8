//! Pooling that no convolution has taken in.

use crate::kernels::blocks::pieces;
use crate::kernels::elementwise::detected;
use crate::kernels::pool as kernel;
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
        self.run(x, &mut y[..self.shape.output.len()], &mut [], self.pieces());
    }

    /// `index`: `[output.len()]`, which tap (row by row) of its window was the largest.
    pub fn forward(&self, x: &[f32], y: &mut [f32], index: &mut [u16]) {
        let len = self.shape.output.len();
        self.run(x, &mut y[..len], &mut index[..len], self.pieces());
    }

    /// Among how many threads the channels of an image are shared out.
    fn pieces(&self) -> usize {
        pieces(self.shape.output.len() * self.shape.window.area()).min(self.shape.output.depth)
    }

    /// Some channels.
    fn run(&self, x: &[f32], y: &mut [f32], index: &mut [u16], pieces: usize) {
        if pieces <= 1 {
            return detected().run(kernel::MaxPool { shape: &self.shape, x, y, index });
        }
        let (plane, pooled) = (self.shape.input.plane(), self.shape.output.plane());
        let (left, channels) = (pieces / 2, y.len() / pooled);
        let at = channels * left / pieces;
        let (x0, x1) = x.split_at(at * plane);
        let (y0, y1) = y.split_at_mut(at * pooled);
        let (index0, index1) = index.split_at_mut((at * pooled).min(index.len()));
        rayon::join(|| self.run(x0, y0, index0, left), || self.run(x1, y1, index1, pieces - left));
    }

    /// Writes `d_x`.
    pub fn backward(&self, index: &[u16], d_y: &[f32], d_x: &mut [f32]) {
        let (shape, len) = (&self.shape, self.shape.output.len());
        let d_x = &mut d_x[..shape.input.len()];
        detected().run(kernel::Unpool { shape, index: &index[..len], d_y: &d_y[..len], d_x });
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
