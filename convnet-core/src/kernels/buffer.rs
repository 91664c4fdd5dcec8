//! Memory that is kept between calls.

use super::arch::{Move, Pick};
use std::sync::{Mutex, PoisonError};

/// Floats on cache line boundaries; grows when more are asked for, and keeps what it has.
#[derive(Debug, Default)]
pub struct Buffer {
    data: Vec<f32>,
    start: usize,
}

impl Buffer {
    /// A cache line.
    const ALIGN: usize = 64;

    /// `len` values, left as the last user left them.
    #[inline]
    pub fn get(&mut self, len: usize) -> &mut [f32] {
        if self.data.len() < self.start + len || self.data.is_empty() {
            // What it has goes first: nobody needs it, and both would have to find room at once.
            self.data = Vec::new();
            self.data = vec![0.0; len + Buffer::ALIGN / size_of::<f32>()];
            self.start = self.data.as_ptr().align_offset(Buffer::ALIGN).min(Buffer::ALIGN / size_of::<f32>());
        }
        &mut self.data[self.start..][..len]
    }
}

/// The buffers that one task of a kernel works in.
#[derive(Debug, Default)]
pub struct Buffers {
    /// The input, padded.
    pub laid: Buffer,
    /// A packed panel of a right operand.
    pub panel: Buffer,
    /// A tile of a result.
    pub tile: Buffer,
    /// A row.
    pub row: Buffer,
    /// Gradients behind a pooling.
    pub d_z: Buffer,
    /// Transformed inputs of a Winograd convolution.
    pub patches: Buffer,
    /// Its products.
    pub products: Buffer,
    /// What a pooling picked.
    pub picks: Vec<Pick>,
    /// What a packed row is made of.
    pub moves: Vec<Move>,
    /// Taps.
    pub taps: Vec<u32>,
    /// Equidistant taps.
    pub steps: Vec<u32>,
}

/// Buffers of tasks that are not running, so that none allocates in the long run.
#[derive(Debug, Default)]
pub struct Spare(Mutex<Vec<Buffers>>);

impl Spare {
    /// Buffers for a task.
    pub fn take(&self) -> Buffers {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// To be taken by another task.
    pub fn put(&self, buffers: Buffers) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffers);
    }
}
