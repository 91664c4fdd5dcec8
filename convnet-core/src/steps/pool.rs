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
        let _ = (self.shape, x, y);
        todo!()
    }

    /// `index`: `[output.len()]`, which tap (row by row) of its window was the largest.
    pub fn forward(&self, x: &[f32], y: &mut [f32], index: &mut [u16]) {
        let _ = (x, y, index);
        todo!()
    }

    /// Writes `d_x`.
    pub fn backward(&self, index: &[u16], d_y: &[f32], d_x: &mut [f32]) {
        let _ = (index, d_y, d_x);
        todo!()
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
        let _ = (self.shape, x, y);
        todo!()
    }

    /// Writes `d_x`.
    pub fn backward(&self, d_y: &[f32], d_x: &mut [f32]) {
        let _ = (d_y, d_x);
        todo!()
    }
}
