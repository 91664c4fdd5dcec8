//! The views of memory that steps exchange.

use std::ops::Range;

/// `len` values an image, for the images of a batch, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    data: &'a [f32],
    len: usize,
}

impl<'a> Rows<'a> {
    /// `data.len() / len` rows of `len` values; `len` must divide `data.len()`.
    pub fn new(data: &'a [f32], len: usize) -> Rows<'a> {
        assert!(len > 0 && data.len().is_multiple_of(len), "{} values are no rows of {len}", data.len());
        Rows { data, len }
    }

    /// The number of rows.
    pub fn count(&self) -> usize {
        self.data.len() / self.len
    }

    /// The values of a row.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &'a [f32] {
        &self.data[i * self.len..][..self.len]
    }

    /// All rows as one slice.
    pub fn data(&self) -> &'a [f32] {
        self.data
    }

    /// The first `mid` rows and the others.
    pub fn split_at(self, mid: usize) -> (Rows<'a>, Rows<'a>) {
        let (a, b) = self.data.split_at(mid * self.len);
        (Rows { data: a, len: self.len }, Rows { data: b, len: self.len })
    }
}

/// [`Rows`] to write to.
#[derive(Debug)]
pub struct RowsMut<'a> {
    data: &'a mut [f32],
    len: usize,
}

impl<'a> RowsMut<'a> {
    /// `data.len() / len` rows of `len` values; `len` must divide `data.len()`.
    pub fn new(data: &'a mut [f32], len: usize) -> RowsMut<'a> {
        assert!(len > 0 && data.len().is_multiple_of(len), "{} values are no rows of {len}", data.len());
        RowsMut { data, len }
    }

    /// The number of rows.
    pub fn count(&self) -> usize {
        self.data.len() / self.len
    }

    /// The values of a row.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Row `i`.
    pub fn row(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.len..][..self.len]
    }

    /// All rows as one slice.
    pub fn data(&mut self) -> &mut [f32] {
        self.data
    }

    /// The same rows, to read.
    pub fn as_rows(&self) -> Rows<'_> {
        Rows { data: self.data, len: self.len }
    }

    /// The same rows for a shorter time.
    pub fn reborrow(&mut self) -> RowsMut<'_> {
        RowsMut { data: self.data, len: self.len }
    }

    /// The first `mid` rows and the others.
    pub fn split_at(self, mid: usize) -> (RowsMut<'a>, RowsMut<'a>) {
        let (a, b) = self.data.split_at_mut(mid * self.len);
        (RowsMut { data: a, len: self.len }, RowsMut { data: b, len: self.len })
    }

    /// Takes the first row away.
    pub fn take_first(&mut self) -> &'a mut [f32] {
        let (first, rest) = std::mem::take(&mut self.data).split_at_mut(self.len);
        self.data = rest;
        first
    }
}

/// A stretch of the flat gradient array, addressed as the whole of it is.
///
/// A worker that takes images through the convolutional part sums their gradients in a stretch of its own; a
/// [`Learner`](super::Learner) keeps those that are asked for in the array itself.
#[derive(Debug)]
pub struct Gradients<'a> {
    base: usize,
    data: &'a mut [f32],
    /// The stretches of parameters whose gradients are asked for; all where it is `None`.
    learning: Option<&'a [Range<usize>]>,
}

impl<'a> Gradients<'a> {
    /// `data[0]` is the gradient of parameter `base`.
    pub fn new(base: usize, data: &'a mut [f32]) -> Gradients<'a> {
        Gradients { base, data, learning: None }
    }

    /// Only the gradients of the parameters in `learning` are asked for.
    pub fn only(self, learning: &'a [Range<usize>]) -> Gradients<'a> {
        Gradients { learning: Some(learning), ..self }
    }

    /// The gradients of parameters `at..at + len`, of one tensor; `None` where it is frozen.
    pub fn slice(&mut self, at: usize, len: usize) -> Option<&mut [f32]> {
        let asked = |learning: &[Range<usize>]| learning.iter().any(|range| range.start <= at && at < range.end);
        self.learning.is_none_or(asked).then(|| self.all(at, len))
    }

    /// The gradients of parameters `at..at + len`, whether they are asked for or not.
    pub(super) fn all(&mut self, at: usize, len: usize) -> &mut [f32] {
        &mut self.data[at - self.base..][..len]
    }
}

/// A stream of random numbers for one image in one layer of one training step: the same numbers whoever asks, and
/// again in the backward pass, so that no mask needs to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Random {
    key: u64,
}

impl Random {
    /// The stream of a seed (of the training, mixed with the step).
    pub const fn new(seed: u64) -> Random {
        Random { key: mix(seed ^ 0x9e37_79b9_7f4a_7c15) }
    }

    /// The stream of part `part` of this one: an image, a layer.
    pub const fn part(self, part: u64) -> Random {
        Random { key: mix(self.key.wrapping_add(mix(part.wrapping_add(0x632b_e59b_d9b4_e019)))) }
    }

    /// The `i`-th number of the stream, 32 random bits.
    #[inline(always)]
    pub const fn bits(self, i: u64) -> u32 {
        (mix(self.key.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15))) >> 32) as u32
    }

    /// The `i`-th number of the stream, uniform in [0, 1), a multiple of 2⁻²⁴.
    #[inline]
    pub const fn uniform(self, i: u64) -> f32 {
        (self.bits(i) >> 8) as f32 * (1.0 / (1 << 24) as f32)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
#[inline(always)]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
