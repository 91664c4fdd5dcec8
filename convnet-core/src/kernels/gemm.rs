//! The matrix product C = A·B or C += A·B, after Goto, van de Geijn 2008 ("Anatomy of high-performance matrix
//! multiplication"): blocks of B are packed into panels that stay in a cache while tiles of C are made in registers.
//!
//! In: two strided views and a block to write to. A is never packed here: its numbers are broadcast one by one, from
//! as many streams as the tile has rows, each read once per panel. B is packed, or read where it lies if so few rows
//! of A pass by that packing would not pay. Each number of C is summed in the order of the common axis, `DEPTH` terms
//! at a time, whatever the cuts of rows and columns are: the bits do not depend on them.

use super::arch::{Columns, Kernel, MAX_LANES, Simd, Strides, Taps, Tile, max_rows, tile};
use super::block::Block;
use super::blocks::{DEPTH, LEFT, RIGHT, balanced, vectors};
use super::buffer::Buffers;
use std::ops::Range;

/// A view of a matrix: number (i, j) lies at `i · row + j · column`.
#[derive(Clone, Copy, Debug)]
pub struct Mat<'a> {
    /// From number (0, 0) on.
    pub data: &'a [f32],
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// From one row to the next.
    pub row: usize,
    /// From one column to the next.
    pub column: usize,
}

impl<'a> Mat<'a> {
    /// `rows` rows, one behind the other.
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Mat<'a> {
        Mat { data: &data[..rows * columns], rows, columns, row: columns, column: 1 }
    }

    /// Rows and columns exchanged.
    pub fn transposed(self) -> Mat<'a> {
        Mat { rows: self.columns, columns: self.rows, row: self.column, column: self.row, ..self }
    }

    /// A part of it.
    #[inline(always)]
    pub fn part(self, rows: Range<usize>, columns: Range<usize>) -> Mat<'a> {
        let at = (rows.start * self.row + columns.start * self.column).min(self.data.len());
        Mat { data: &self.data[at..], rows: rows.len(), columns: columns.len(), ..self }
    }
}

/// How many vectors wide the next panel is, `left` columns before the end.
#[inline(always)]
pub fn width<S: Simd>(left: usize, vectors: usize) -> usize {
    match left.div_ceil(S::LANES) {
        1 => 1,
        2 => 2,
        _ => vectors,
    }
}

/// All rows of `left`, steps `depth` of the common axis, times one panel of the right operand.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of one product")]
pub fn panel<S: Simd>(
    s: S,
    left: Mat,
    depth: Range<usize>,
    height: usize,
    b: &[f32],
    taps: Taps,
    vectors: usize,
    mut c: Block<f32>,
    accumulate: bool,
) {
    let columns = c.columns();
    for rows in balanced(left.rows, height) {
        let c = c.part(rows.clone(), 0..columns);
        let a = &left.data[rows.start * left.row + depth.start * left.column..];
        if left.row == 1 {
            tile(s, vectors, Tile { a, lhs: Columns { step: left.column, ahead: &[] }, b, taps, c, accumulate });
        } else {
            let lhs = Strides { row: left.row, step: left.column };
            tile(s, vectors, Tile { a, lhs, b, taps, c, accumulate });
        }
    }
}

/// Offsets 0, `step`, 2·`step`, ..
pub fn equidistant(steps: &mut Vec<u32>, step: usize, len: usize) -> &[u32] {
    assert!(step.saturating_mul(len) <= u32::MAX as usize, "{len} rows, {step} apart, are too far for one panel");
    steps.clear();
    steps.extend((0..len).map(|k| (k * step) as u32));
    steps
}

/// C = A·B (`accumulate`: C += A·B), on one thread.
pub struct Gemm<'a> {
    /// `[m, k]`.
    pub a: Mat<'a>,
    /// `[k, n]`.
    pub b: Mat<'a>,
    /// `[m, n]`.
    pub c: Block<'a, f32>,
    /// Whether C is added to.
    pub accumulate: bool,
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl Kernel for Gemm<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Gemm { a, b, mut c, accumulate, buffers } = self;
        let (m, n, k) = (a.rows, b.columns, a.columns);
        assert!(b.rows == k && c.rows() == m && c.columns() == n, "the product of {m}x{k} and {}x{n}", b.rows);
        if k == 0 && !accumulate {
            (0..m).for_each(|i| c.row(i).fill(0.0));
        }
        let direct = b.column == 1 && m <= max_rows::<S>(2);
        let vectors = vectors::<S>(m);
        let height = max_rows::<S>(vectors);
        // Depth: what a panel of B has of the common axis fits in the first-level cache.
        for ks in balanced(k, DEPTH) {
            let accumulate = accumulate || ks.start > 0;
            if direct {
                direct_columns(s, a, b, &mut c, ks, vectors, accumulate, buffers);
                continue;
            }
            // Columns: a block of B is packed once and stays in the second-level cache.
            for js in balanced(n, (RIGHT / ks.len()).next_multiple_of(vectors * S::LANES)) {
                let packed = buffers.panel.get(js.len().next_multiple_of(S::LANES * vectors) * ks.len());
                pack_right(s, b.part(ks.clone(), js.clone()), vectors, packed);
                // Rows: a block of A stays in the second-level cache while all panels of B pass by.
                for is in balanced(m, (LEFT / ks.len()).next_multiple_of(height)) {
                    let left = a.part(is.clone(), 0..k);
                    let mut at = 0;
                    while at < js.len() {
                        let w = width::<S>(js.len() - at, vectors);
                        let taps = Taps::new(equidistant(&mut buffers.steps, w * S::LANES, ks.len()));
                        let end = (at + w * S::LANES).min(js.len());
                        let c = c.part(is.clone(), js.start + at..js.start + end);
                        panel(s, left, ks.clone(), height, &packed[at * ks.len()..], taps, w, c, accumulate);
                        at = end;
                    }
                }
            }
        }
    }
}

/// The product for few rows of A, reading B where it lies; only a last narrow panel is packed.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of one product")]
fn direct_columns<S: Simd>(
    s: S,
    a: Mat,
    b: Mat,
    c: &mut Block<f32>,
    ks: Range<usize>,
    vectors: usize,
    accumulate: bool,
    buffers: &mut Buffers,
) {
    let (m, n) = (a.rows, b.columns);
    let height = max_rows::<S>(vectors);
    let mut at = 0;
    while at < n {
        let w = width::<S>(n - at, vectors);
        let end = (at + w * S::LANES).min(n);
        let part = c.part(0..m, at..end);
        if end - at == w * S::LANES {
            let taps = Taps::new(equidistant(&mut buffers.steps, b.row, ks.len()));
            panel(s, a, ks.clone(), height, &b.data[ks.start * b.row + at..], taps, w, part, accumulate);
        } else {
            let packed = buffers.panel.get(w * S::LANES * ks.len());
            pack_right(s, b.part(ks.clone(), at..end), w, packed);
            let taps = Taps::new(equidistant(&mut buffers.steps, w * S::LANES, ks.len()));
            panel(s, a, ks.clone(), height, packed, taps, w, part, accumulate);
        }
        at = end;
    }
}

/// Packs all of `b` into panels of `vectors` vectors, the last ones narrower, zeros behind the last column.
#[inline(always)]
pub fn pack_right<S: Simd>(s: S, b: Mat, vectors: usize, packed: &mut [f32]) {
    let mut at = 0;
    while at < b.columns {
        let wide = width::<S>(b.columns - at, vectors) * S::LANES;
        let end = (at + wide).min(b.columns);
        let part = b.part(0..b.rows, at..end);
        let packed = &mut packed[at * b.rows..][..wide * b.rows];
        if b.column == 1 {
            for (k, packed) in packed.chunks_exact_mut(wide).enumerate() {
                let row = &part.data[k * b.row..][..end - at];
                for v in (0..wide).step_by(S::LANES) {
                    s.store(s.load_upto(&row[v.min(row.len())..]), &mut packed[v..]);
                }
            }
        } else if b.row == 1 {
            for v in (0..wide).step_by(S::LANES) {
                pack_transposed(s, part, v, wide, packed);
            }
        } else {
            for (k, packed) in packed.chunks_exact_mut(wide).enumerate() {
                packed.fill(0.0);
                for (j, packed) in packed[..end - at].iter_mut().enumerate() {
                    *packed = part.data[k * b.row + j * b.column];
                }
            }
        }
        at = end;
    }
}

/// Packs one vector's width of columns that are contiguous in memory, square by square.
#[inline(always)]
fn pack_transposed<S: Simd>(s: S, b: Mat, first: usize, wide: usize, packed: &mut [f32]) {
    for k in (0..b.rows).step_by(S::LANES) {
        let steps = S::LANES.min(b.rows - k);
        let mut square = [s.splat(0.0); MAX_LANES];
        for (i, row) in square[..S::LANES].iter_mut().enumerate() {
            if first + i < b.columns {
                *row = s.load_upto(&b.data[(first + i) * b.column + k..][..steps]);
            }
        }
        transpose(s, &mut square);
        for (i, &row) in square[..steps].iter().enumerate() {
            s.store(row, &mut packed[(k + i) * wide + first..]);
        }
    }
}

/// Transposes the first `LANES` vectors: as many rounds of a perfect shuffle as `LANES` has bits.
#[inline(always)]
pub fn transpose<S: Simd>(s: S, square: &mut [S::V; MAX_LANES]) {
    let mut round = 1;
    while round < S::LANES {
        let old = *square;
        for i in 0..S::LANES / 2 {
            (square[2 * i], square[2 * i + 1]) = s.zip(old[i], old[i + S::LANES / 2]);
        }
        round *= 2;
    }
}
