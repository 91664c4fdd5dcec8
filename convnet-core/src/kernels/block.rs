//! Rectangles of memory, cut into disjoint pieces that several tasks may write at once.

use super::gemm::Mat;
use std::marker::PhantomData;
use std::ops::Range;

/// Rows of equal length at equal distances, to write to. Pieces of a block share no value, though their rows may lie
/// in turn in memory; that is why it is no slice.
#[derive(Debug)]
pub struct Block<'a, T> {
    start: *mut T,
    rows: usize,
    columns: usize,
    stride: usize,
    lifetime: PhantomData<&'a mut [T]>,
}

// SAFETY: a block is the only way to its values for as long as it lives, as a `&mut [T]` is.
unsafe impl<T: Send> Send for Block<'_, T> {}

impl<'a, T> Block<'a, T> {
    /// `rows` rows of `columns` values, `stride` apart.
    pub fn new(data: &'a mut [T], rows: usize, columns: usize, stride: usize) -> Block<'a, T> {
        let end = if rows == 0 { 0 } else { (rows - 1).saturating_mul(stride).saturating_add(columns) };
        if end > data.len() {
            too_short(data.len(), rows, stride, columns);
        }
        if rows > 1 && columns > stride {
            overlap(columns, stride);
        }
        Block { start: data.as_mut_ptr(), rows, columns, stride, lifetime: PhantomData }
    }

    /// The number of rows.
    #[inline(always)]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The length of a row.
    #[inline(always)]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row `i`.
    #[inline(always)]
    pub fn row(&mut self, i: usize) -> &mut [T] {
        if i >= self.rows {
            missing("row", i, self.rows);
        }
        // SAFETY: `new` found the last row to lie within the slice, so all before it do.
        let start = unsafe { self.start.add(i * self.stride) };
        // SAFETY: the row lies within the slice, and no other block holds these values while `self` is borrowed.
        unsafe { std::slice::from_raw_parts_mut(start, self.columns) }
    }

    /// A part of the block, for a while.
    #[inline(always)]
    pub fn part(&mut self, rows: Range<usize>, columns: Range<usize>) -> Block<'_, T> {
        if rows.start > rows.end || rows.end > self.rows {
            not_part("rows", rows.start, rows.end, self.rows);
        }
        if columns.start > columns.end || columns.end > self.columns {
            not_part("columns", columns.start, columns.end, self.columns);
        }
        let offset = if rows.is_empty() { 0 } else { rows.start * self.stride + columns.start };
        // SAFETY: the first value of a part lies within the slice, or just behind it where the part is empty.
        let start = unsafe { self.start.add(offset) };
        Block { start, rows: rows.len(), columns: columns.len(), stride: self.stride, lifetime: PhantomData }
    }

    /// The first `at` columns and the others.
    pub fn split_columns(self, at: usize) -> (Block<'a, T>, Block<'a, T>) {
        if at > self.columns {
            missing("column", at, self.columns);
        }
        let offset = if self.rows == 0 { 0 } else { at };
        // SAFETY: the first row has `at` values and more lie behind or none.
        let right = unsafe { self.start.add(offset) };
        (Block { columns: at, ..self }, Block { start: right, columns: self.columns - at, ..self })
    }

    /// The same for a block that may have no rows at all.
    pub fn split_columns_if_any(self, at: usize) -> (Block<'a, T>, Block<'a, T>) {
        if self.rows == 0 { (Block { ..self }, Block { ..self }) } else { self.split_columns(at) }
    }

    /// The same for a block that may have no rows at all.
    pub fn split_rows_if_any(self, at: usize) -> (Block<'a, T>, Block<'a, T>) {
        if self.rows == 0 { (Block { ..self }, Block { ..self }) } else { self.split_rows(at) }
    }

    /// The first `at` rows and the others.
    pub fn split_rows(self, at: usize) -> (Block<'a, T>, Block<'a, T>) {
        if at > self.rows {
            missing("row", at, self.rows);
        }
        let offset = if at == self.rows { 0 } else { at * self.stride };
        // SAFETY: row `at` lies within the slice; an empty block may begin anywhere.
        let below = unsafe { self.start.add(offset) };
        (Block { rows: at, ..self }, Block { start: below, rows: self.rows - at, ..self })
    }

    /// All its values, of rows that follow each other.
    pub fn into_slice(self) -> &'a mut [T] {
        assert!(self.rows <= 1 || self.columns == self.stride, "rows of {}, {} apart", self.columns, self.stride);
        // SAFETY: the rows lie one behind the other within the slice, and nobody else holds these values.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.rows * self.columns) }
    }

    /// The block, to read.
    #[inline(always)]
    pub fn view(&self) -> View<'_, T> {
        View { start: self.start, rows: self.rows, columns: self.columns, stride: self.stride, lifetime: PhantomData }
    }
}

/// Blocks of the same size at equal distances, to write to: the planes of several images.
#[derive(Debug)]
pub struct Stack<'a, T> {
    first: Block<'a, T>,
    count: usize,
    /// From one block to the next.
    pitch: usize,
}

impl<'a, T> Stack<'a, T> {
    /// `count` blocks, `pitch` apart, of `rows` rows of `columns` values, `stride` apart.
    pub fn new(
        data: &'a mut [T],
        (count, pitch): (usize, usize),
        (rows, columns): (usize, usize),
        stride: usize,
    ) -> Stack<'a, T> {
        let block = if rows == 0 { 0 } else { (rows - 1).saturating_mul(stride).saturating_add(columns) };
        let end = if count == 0 || rows == 0 { 0 } else { (count - 1).saturating_mul(pitch).saturating_add(block) };
        assert!(end <= data.len(), "{count} blocks, {pitch} apart, of {block} do not fit in {}", data.len());
        assert!(count <= 1 || block <= pitch, "blocks of {block} overlap, {pitch} apart");
        let rows = if count == 0 { 0 } else { rows };
        Stack { first: Block::new(data, rows, columns, stride), count, pitch }
    }

    /// No block of no rows.
    pub fn empty() -> Stack<'a, T> {
        Stack { first: Block::new(&mut [], 0, 0, 0), count: 0, pitch: 0 }
    }

    /// Whether its blocks have no rows.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.first.rows == 0
    }

    /// Block `i`, for a while; one without rows where it has none.
    #[inline(always)]
    pub fn block(&mut self, i: usize) -> Block<'_, T> {
        if self.is_empty() {
            return Block { ..self.first };
        }
        if i >= self.count {
            missing("block", i, self.count);
        }
        // SAFETY: `new` found the last block to lie within the slice, so all before it do.
        let start = unsafe { self.first.start.add(i * self.pitch) };
        Block { start, ..self.first }
    }

    /// Block `i` alone, for a while.
    pub fn only(&mut self, i: usize) -> Stack<'_, T> {
        Stack { count: 1, pitch: 0, first: self.block(i) }
    }

    /// The first `at` blocks and the others.
    pub fn split_blocks(self, at: usize) -> (Stack<'a, T>, Stack<'a, T>) {
        let Stack { first, count, pitch } = self;
        if first.rows == 0 {
            return (Stack { first: Block { ..first }, count, pitch }, Stack { first, count, pitch });
        }
        assert!(at <= count, "block {at} of {count}");
        let offset = if at == count { 0 } else { at * pitch };
        // SAFETY: block `at` lies within the slice; where there is none, no block remains.
        let start = unsafe { first.start.add(offset) };
        let rows = if at == count { 0 } else { first.rows };
        let others = Stack { first: Block { start, rows, ..first }, count: count - at, pitch };
        let rows = if at == 0 { 0 } else { first.rows };
        (Stack { first: Block { rows, ..first }, count: at, pitch }, others)
    }

    /// The first `at` rows of each block and the others.
    pub fn split_rows(self, at: usize) -> (Stack<'a, T>, Stack<'a, T>) {
        let (above, below) = self.first.split_rows_if_any(at);
        (Stack { first: above, ..self }, Stack { first: below, ..self })
    }

    /// The first `at` columns of each block and the others.
    pub fn split_columns(self, at: usize) -> (Stack<'a, T>, Stack<'a, T>) {
        let (left, right) = self.first.split_columns_if_any(at);
        (Stack { first: left, ..self }, Stack { first: right, ..self })
    }
}

/// Rows of equal length at equal distances, to read. Others may write between them meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    start: *const T,
    rows: usize,
    columns: usize,
    stride: usize,
    lifetime: PhantomData<&'a [T]>,
}

// SAFETY: a view is read only, as a `&[T]` is.
unsafe impl<T: Sync> Send for View<'_, T> {}

// SAFETY: likewise.
unsafe impl<T: Sync> Sync for View<'_, T> {}

impl<'a, T> View<'a, T> {
    /// `rows` rows of `columns` values, `stride` apart.
    pub fn new(data: &'a [T], rows: usize, columns: usize, stride: usize) -> View<'a, T> {
        let end = if rows == 0 { 0 } else { (rows - 1).saturating_mul(stride).saturating_add(columns) };
        if end > data.len() {
            too_short(data.len(), rows, stride, columns);
        }
        View { start: data.as_ptr(), rows, columns, stride, lifetime: PhantomData }
    }

    /// The number of rows.
    #[inline(always)]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Some of its rows.
    #[inline(always)]
    pub fn part(&self, rows: Range<usize>) -> View<'a, T> {
        if rows.start > rows.end || rows.end > self.rows {
            not_part("rows", rows.start, rows.end, self.rows);
        }
        let offset = if rows.is_empty() { 0 } else { rows.start * self.stride };
        // SAFETY: the first row of a part lies within the slice; an empty one begins where all begin.
        let start = unsafe { self.start.add(offset) };
        View { start, rows: rows.len(), ..*self }
    }

    /// Its rows without their first `at` values.
    #[inline(always)]
    pub fn columns_from(&self, at: usize) -> View<'a, T> {
        if at > self.columns {
            missing("column", at, self.columns);
        }
        let offset = if self.rows == 0 { 0 } else { at };
        // SAFETY: the first row has `at` values, if there is one.
        let start = unsafe { self.start.add(offset) };
        View { start, columns: self.columns - at, ..*self }
    }

    /// The first `len` values of each row, in order.
    #[inline(always)]
    pub fn each(self, len: usize) -> impl Iterator<Item = &'a [T]> {
        if len > self.columns {
            missing("column", len, self.columns);
        }
        let mut next = self.start;
        (0..self.rows).map(move |_| {
            // SAFETY: the rows of the block, or of the matrix, that it was made from lie within one slice, and nobody
            // writes to them while they are borrowed.
            let row = unsafe { std::slice::from_raw_parts(next, len) };
            // Behind the last row it may point to nothing.
            next = next.wrapping_add(self.stride);
            row
        })
    }

    /// Row `i`.
    #[inline(always)]
    pub fn row(&self, i: usize) -> &'a [T] {
        if i >= self.rows {
            missing("row", i, self.rows);
        }
        // SAFETY: the rows of the block, or of the matrix, that it was made from lie within one slice.
        let start = unsafe { self.start.add(i * self.stride) };
        // SAFETY: the row lies within the slice, and nobody writes to it while it is borrowed.
        unsafe { std::slice::from_raw_parts(start, self.columns) }
    }
}

impl<'a> From<Mat<'a>> for View<'a, f32> {
    /// A matrix whose columns are neighbours.
    fn from(matrix: Mat<'a>) -> View<'a, f32> {
        let Mat { data, rows, columns, row: stride, column } = matrix;
        assert!(column == 1 || columns <= 1, "columns {column} apart");
        View::new(data, rows, columns, stride)
    }
}

/// Ends a call that asks for what is not there. It is told by value: a message that were made where the call is would need
/// the number's place in memory, and with it the whole block would be there instead of in registers.
#[cold]
#[inline(never)]
fn missing(what: &str, at: usize, of: usize) -> ! {
    panic!("{what} {at} of {of}")
}

/// The same, where the rows do not fit in `len` values.
#[cold]
#[inline(never)]
fn too_short(len: usize, rows: usize, stride: usize, columns: usize) -> ! {
    panic!("{rows} rows, {stride} apart, of {columns} do not fit in {len}")
}

/// The same, of a part from `start` to `end`.
#[cold]
#[inline(never)]
fn not_part(what: &str, start: usize, end: usize, of: usize) -> ! {
    panic!("{what} {start}..{end} of {of}")
}

/// The same, where rows share values.
#[cold]
#[inline(never)]
fn overlap(columns: usize, stride: usize) -> ! {
    panic!("rows of {columns} overlap, {stride} apart")
}
