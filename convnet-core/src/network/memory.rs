//! The memory of generated networks: sizes known to the compiler, contents on the heap from the first moment on.

use crate::steps::{Rows, RowsMut};
use std::ops::{Deref, DerefMut};

/// Vectors of 64 bytes are read and written without crossing a cache line when an array begins at one.
const ALIGNMENT: usize = 64;

/// Zeros that begin at a cache line.
struct Aligned {
    data: Vec<f32>,
    start: usize,
}

impl Aligned {
    fn zeros(len: usize) -> Aligned {
        if len == 0 {
            return Aligned { data: Vec::new(), start: 0 };
        }
        // `vec!` of zeros comes from the allocator as such: nothing passes through the stack, and large arrays cost
        // memory only where they are touched.
        let data = vec![0.0_f32; len + ALIGNMENT / size_of::<f32>() - 1];
        let start = data.as_ptr().align_offset(ALIGNMENT).min(data.len() - len);
        Aligned { data, start }
    }
}

/// `N` values on the heap.
pub struct Floats<const N: usize>(Aligned);

impl<const N: usize> Floats<N> {
    /// All zero.
    pub fn zeros() -> Self {
        Floats(Aligned::zeros(N))
    }
}

impl<const N: usize> Clone for Floats<N> {
    fn clone(&self) -> Self {
        let mut copy = Self::zeros();
        copy.copy_from_slice(self);
        copy
    }
}

impl<const N: usize> Deref for Floats<N> {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0.data[self.0.start..self.0.start + N]
    }
}

impl<const N: usize> DerefMut for Floats<N> {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0.data[self.0.start..self.0.start + N]
    }
}

/// `N` indices on the heap.
pub struct Indices<const N: usize>(Box<[u16]>);

impl<const N: usize> Indices<N> {
    /// All zero.
    pub fn zeros() -> Self {
        Indices(vec![0; N].into_boxed_slice())
    }
}

impl<const N: usize> Deref for Indices<N> {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        &self.0
    }
}

impl<const N: usize> DerefMut for Indices<N> {
    fn deref_mut(&mut self) -> &mut [u16] {
        &mut self.0
    }
}

/// `N` values an image, for the images of a batch, one after the other.
pub struct Batch<const N: usize>(Aligned);

impl<const N: usize> Batch<N> {
    /// All zero, for `images` images.
    pub fn zeros(images: usize) -> Self {
        Batch(Aligned::zeros(N * images))
    }

    /// The first `count` images' values.
    pub fn rows(&self, count: usize) -> Rows<'_> {
        Rows::new(self.values(count), N)
    }

    /// The first `count` images' values, to write.
    pub fn rows_mut(&mut self, count: usize) -> RowsMut<'_> {
        RowsMut::new(self.values_mut(count), N)
    }

    /// The same of a value with `len` values an image, at most `N`.
    pub fn rows_of(&self, count: usize, len: usize) -> Rows<'_> {
        Rows::new(&self.0.data[self.0.start..self.0.start + count * len], len)
    }

    /// That, to write.
    pub fn rows_mut_of(&mut self, count: usize, len: usize) -> RowsMut<'_> {
        RowsMut::new(&mut self.0.data[self.0.start..self.0.start + count * len], len)
    }

    /// The first `count` images' values as one slice; empty where `N` is 0.
    pub fn values(&self, count: usize) -> &[f32] {
        &self.0.data[self.0.start..self.0.start + count * N]
    }

    /// The same, to write.
    pub fn values_mut(&mut self, count: usize) -> &mut [f32] {
        &mut self.0.data[self.0.start..self.0.start + count * N]
    }
}

/// The largest of `sizes`: the size of a buffer that serves several volumes in turn.
pub const fn largest(sizes: &[usize]) -> usize {
    let mut best = 0;
    let mut i = 0;
    while i < sizes.len() {
        if sizes[i] > best {
            best = sizes[i];
        }
        i += 1;
    }
    best
}
