//! Linear maps of small squares of vectors, from memory to memory: the transforms of Winograd's convolution. The ends of
//! what is read and written are checked once a square, not for each of its vectors.

use super::Simd;

/// A map of one line. A trait, as closures are compiled without the instruction set of those who call them.
pub trait Line<const FROM: usize, const TO: usize> {
    /// Of one line.
    fn map<S: Simd>(s: S, line: [S::V; FROM]) -> [S::V; TO];
}

/// Where the vectors of a square lie, seen from its first one.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// From one row to the next.
    pub row: usize,
    /// From one column to the next.
    pub column: usize,
}

impl Grid {
    /// The end of a square of `n` by `n` vectors.
    #[inline(always)]
    fn end<S: Simd>(self, n: usize) -> Option<usize> {
        self.row.checked_add(self.column)?.checked_mul(n - 1)?.checked_add(S::LANES)
    }
}

/// Applies a map to all columns of a square, and then to all rows of what comes of it.
#[inline(always)]
pub fn square<S: Simd, L: Line<FROM, TO>, const FROM: usize, const TO: usize>(
    s: S,
    _: L,
    from: &[f32],
    read: Grid,
    to: &mut [f32],
    write: Grid,
) {
    assert!(read.end::<S>(FROM).is_some_and(|end| end <= from.len()), "the source ends before the square");
    assert!(write.end::<S>(TO).is_some_and(|end| end <= to.len()), "the target ends before the square");
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    let mut half = [[s.splat(0.0); FROM]; TO];
    for j in 0..FROM {
        let mut column = [s.splat(0.0); FROM];
        for (i, value) in column.iter_mut().enumerate() {
            // SAFETY: row and column are within the square, whose end lies within the source.
            *value = unsafe { s.load_at(from.add(i * read.row + j * read.column)) };
        }
        for (half, value) in half.iter_mut().zip(L::map(s, column)) {
            half[j] = value;
        }
    }
    for (i, half) in half.into_iter().enumerate() {
        for (j, value) in L::map(s, half).into_iter().enumerate() {
            // SAFETY: row and column are within the square, whose end lies within the target.
            unsafe { s.store_at(value, to.add(i * write.row + j * write.column)) };
        }
    }
}
