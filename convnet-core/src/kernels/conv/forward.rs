//! The convolution itself, band by band of output rows.

use super::Geometry;
use super::lanes::{self, Lanes};
use super::layout::Layout;
use super::pooled::{PooledBands, poolable};
use super::winograd;
use crate::kernels::Isa;
use crate::kernels::arch::{Kernel, MAX_LANES, Move, Moves, Simd, Taps};
use crate::kernels::block::{Block, Stack, View};
use crate::kernels::blocks::{BAND, DEPTH, balanced, pieces, tile_of};
use crate::kernels::buffer::{Buffer, Buffers, Spare};
use crate::kernels::elementwise::{Activation, Linear, finish, finish_in_place};
use crate::kernels::gemm::{Mat, equidistant, panel, width};
use crate::kernels::pool::{Plane, max_pool};
use convnet_shape::PoolShape;
use std::ops::Range;

/// What is done to the sums before they are written.
#[derive(Clone, Copy, Debug)]
pub struct Finish<'a> {
    /// One factor a filter, or none; not together with a pooling.
    pub factors: &'a [f32],
    /// One number a filter, or none.
    pub bias: &'a [f32],
    /// Comes to the sums after the bias: of each image `[filters, out_height, out_width]`; not with a pooling.
    pub addend: Option<View<'a, f32>>,
    /// Comes after these, and before or after the pooling.
    pub activation: Activation,
    /// Max pooling.
    pub pool: Option<&'a PoolShape>,
    /// The activation comes behind the pooling, or may come there.
    pub pool_first: bool,
}

impl<'a> Finish<'a> {
    /// That of the first `at` filters and of the others, whose images have `pixels` pixels.
    fn split_filters(self, at: usize, pixels: usize) -> (Finish<'a>, Finish<'a>) {
        let cut = |numbers: &'a [f32], at: usize| numbers.split_at(at.min(numbers.len()));
        let (factors, bias) = (cut(self.factors, at), cut(self.bias, at));
        let addend = self.addend.map(|addend| addend.columns_from(at * pixels));
        (
            Finish { factors: factors.0, bias: bias.0, ..self },
            Finish { factors: factors.1, bias: bias.1, addend, ..self },
        )
    }
}

/// How the sums are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Products with pixels in the lanes.
    Pixels,
    /// Products with filters in the lanes.
    Filters,
    /// Winograd's minimal filtering, whose rounding errors are larger.
    Minimal,
    /// The same along the rows only, with filters in the lanes.
    MinimalRows,
}

impl Method {
    /// The one that takes the least time for so many images; `exact`: of those that sum products themselves; `packed`: of
    /// those too for which weights have to be packed.
    pub const fn of(g: &Geometry, images: usize, exact: bool, packed: bool) -> Method {
        if !exact && winograd::pays(g, images) {
            Method::Minimal
        } else if !exact && packed && winograd::rows_pay(g) {
            Method::MinimalRows
        } else if lanes::pays(g) {
            Method::Filters
        } else {
            Method::Pixels
        }
    }

    /// Whether it takes less time where weights are packed.
    pub const fn reads_packed(self) -> bool {
        !matches!(self, Method::Pixels)
    }
}

/// A convolution of one group of some images.
pub struct Convolve<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// `[filters, depth, window.y, window.x]`.
    pub weights: &'a [f32],
    /// The same, [`pack`](lanes::pack)ed with filters side by side; or nothing, where the method can do without.
    pub packed: &'a [f32],
    /// The same, for [`Method::Minimal`] [`prepare`](winograd::prepare)d; or nothing.
    pub prepared: &'a [f32],
    /// Of each image `[depth, height, width]`.
    pub x: View<'a, f32>,
    /// What follows.
    pub finish: Finish<'a>,
    /// How.
    pub method: Method,
    /// The rows of the output, after pooling, that are asked for.
    pub rows: Range<usize>,
    /// They: of each image `[filters, rows · width]`.
    pub y: Stack<'a, f32>,
    /// The taps of the maxima, as many as `y`; no rows where they are not kept.
    pub index: Stack<'a, u16>,
    /// The activation's arguments, likewise.
    pub pre: Stack<'a, f32>,
}

impl<'a> Convolve<'a> {
    /// The number of images.
    pub fn images(&self) -> usize {
        self.x.rows()
    }

    /// The convolution of image `i` alone, for a while.
    fn only(&mut self, i: usize) -> Convolve<'_> {
        let Convolve { geometry, weights, packed, prepared, x, finish, method, ref rows, .. } = *self;
        let addend = finish.addend.map(|addend| addend.part(i..i + 1));
        Convolve {
            geometry,
            weights,
            packed,
            prepared,
            x: x.part(i..i + 1),
            finish: Finish { addend, ..finish },
            method,
            rows: rows.clone(),
            y: self.y.only(i),
            index: self.index.only(i),
            pre: self.pre.only(i),
        }
    }

    /// Its first `at` images and the others.
    fn split_images(self, at: usize) -> (Convolve<'a>, Convolve<'a>) {
        let images = self.images();
        let Convolve { x, finish, rows, y, index, pre, .. } = self;
        let addend = |images: Range<usize>| finish.addend.map(|addend| addend.part(images));
        let (y0, y1) = y.split_blocks(at);
        let (index0, index1) = index.split_blocks(at);
        let (pre0, pre1) = pre.split_blocks(at);
        let (finish0, finish1) =
            (Finish { addend: addend(0..at), ..finish }, Finish { addend: addend(at..images), ..finish });
        let (x0, x1) = (x.part(0..at), x.part(at..images));
        (
            Convolve { x: x0, finish: finish0, rows: rows.clone(), y: y0, index: index0, pre: pre0, ..self },
            Convolve { x: x1, finish: finish1, rows, y: y1, index: index1, pre: pre1, ..self },
        )
    }

    /// The first `cut` of its rows and the others.
    fn split_rows(self, cut: usize) -> (Convolve<'a>, Convolve<'a>) {
        let columns = cut * self.width();
        let Convolve { rows, y, index, pre, .. } = self;
        let (rows0, rows1) = (rows.start..rows.start + cut, rows.start + cut..rows.end);
        let (y0, y1) = y.split_columns(columns);
        let (index0, index1) = index.split_columns(columns);
        let (pre0, pre1) = pre.split_columns(columns);
        (
            Convolve { rows: rows0, y: y0, index: index0, pre: pre0, ..self },
            Convolve { rows: rows1, y: y1, index: index1, pre: pre1, ..self },
        )
    }

    /// The filters of `g0` and behind them those of `g1`.
    fn split_filters(self, g0: &'a Geometry, g1: &'a Geometry) -> (Convolve<'a>, Convolve<'a>) {
        let at = g0.filters;
        let Convolve { weights, packed, finish, rows, y, index, pre, .. } = self;
        let (weights0, weights1) = weights.split_at(at * g0.taps());
        let (packed0, packed1) = packed.split_at((at * g0.taps()).min(packed.len()));
        let (finish0, finish1) = finish.split_filters(at, g0.pixels());
        let (y0, y1) = y.split_rows(at);
        let (index0, index1) = index.split_rows(at);
        let (pre0, pre1) = pre.split_rows(at);
        (
            Convolve {
                geometry: g0,
                weights: weights0,
                packed: packed0,
                // They lie in other panels.
                prepared: &[],
                finish: finish0,
                rows: rows.clone(),
                y: y0,
                index: index0,
                pre: pre0,
                ..self
            },
            Convolve {
                geometry: g1,
                weights: weights1,
                packed: packed1,
                prepared: &[],
                finish: finish1,
                rows,
                y: y1,
                index: index1,
                pre: pre1,
                ..self
            },
        )
    }

    /// The width of the output, after pooling.
    pub fn width(&self) -> usize {
        self.finish.pool.map_or(self.geometry.out_width, |pool| pool.output.width)
    }

    /// Writes rows `rows` of filter `f` of an image, of which `sums` are known; the first row of the outputs is row
    /// `origin`.
    #[inline(always)]
    #[allow(clippy::too_many_arguments, reason = "inlined; one filter's part of an image")]
    pub fn write<S: Simd>(
        &mut self,
        s: S,
        image: usize,
        f: usize,
        sums: Plane,
        rows: Range<usize>,
        origin: usize,
        buffer: &mut Buffer,
    ) {
        let columns = (rows.start - origin) * self.width()..(rows.end - origin) * self.width();
        let (mut y, mut index, mut pre) = (self.y.block(image), self.index.block(image), self.pre.block(image));
        let index = if index.rows() > 0 { &mut index.row(f)[columns.clone()] } else { &mut [] };
        let pre = if pre.rows() > 0 { &mut pre.row(f)[columns.clone()] } else { &mut [] };
        let y = &mut y.row(f)[columns];
        let addend = self.finish.addend.map_or(&[][..], |addend| addend.row(image));
        write(s, self.geometry, &self.finish, addend, f, sums, rows, y, index, pre, buffer);
    }

    /// The output rows before pooling under `rows` behind it.
    pub fn under(&self, rows: &Range<usize>) -> Range<usize> {
        match self.finish.pool {
            None => rows.clone(),
            Some(pool) => {
                let start = (rows.start * pool.stride.y).saturating_sub(pool.pad.y).min(self.geometry.out_height);
                let end = ((rows.end - 1) * pool.stride.y + pool.window.y).saturating_sub(pool.pad.y);
                start..end.clamp(start, self.geometry.out_height)
            }
        }
    }
}

/// A convolution, on at most so many `threads` of the current rayon pool, where it is worth it.
pub fn convolve(isa: Isa, conv: Convolve, threads: usize, buffers: &mut Buffers, spare: &Spare) {
    let work = conv.geometry.work() / conv.finish.pool.map_or(conv.geometry.out_height, |p| p.output.height).max(1);
    let pieces = if threads <= 1 { 1 } else { pieces(work * conv.rows.len() * conv.images()).min(threads) };
    split(isa, conv, pieces, buffers, spare);
}

fn split(isa: Isa, mut conv: Convolve, pieces: usize, buffers: &mut Buffers, spare: &Spare) {
    let (left, right) = (pieces / 2, pieces - pieces / 2);
    let (images, rows, filters) = (conv.images(), conv.rows.len(), conv.geometry.filters);
    // Rows that share no tile; filters that fill vectors.
    let cut = |len: usize, whole: usize| (len * left / pieces.max(1)).div_ceil(whole) * whole;
    let minimal = conv.method == Method::Minimal;
    let at_row = if minimal { cut(rows, winograd::OUTPUTS) } else { cut(rows, 1) };
    let at_filter = cut(filters, if conv.method == Method::Pixels { 1 } else { 2 * MAX_LANES });
    // Either part does what the other does too. It transforms all filters, or all inputs; it reads all weights, or all
    // of the images.
    let one = images == 1;
    let by_filter = at_filter < filters
        && match conv.method {
            Method::Minimal => (one && at_row >= rows) || images * winograd::tiles(conv.geometry) < filters,
            Method::Filters | Method::MinimalRows => {
                (one && at_row >= rows) || images * conv.geometry.pixels() < filters
            }
            // Pixels that are one vector would be two halves.
            Method::Pixels => one && rows * conv.width() <= MAX_LANES,
        };
    if pieces <= 1 || (one && !by_filter && !(1..rows).contains(&at_row)) {
        match conv.method {
            Method::Minimal => winograd::minimal(isa, conv, buffers),
            Method::MinimalRows => winograd::minimal_rows(isa, conv, buffers),
            Method::Filters => isa.run(Lanes { conv, buffers }),
            Method::Pixels => {
                let poolable = poolable(conv.geometry, &conv.finish);
                for image in 0..images {
                    let (conv, buffers) = (conv.only(image), &mut *buffers);
                    if poolable { isa.run(PooledBands { conv, buffers }) } else { isa.run(Bands { conv, buffers }) }
                }
            }
        }
        return;
    }
    let mut other = spare.take();
    let (g0, g1);
    let (first, second) = if by_filter {
        g0 = Geometry { filters: at_filter, ..*conv.geometry };
        g1 = Geometry { filters: filters - at_filter, ..*conv.geometry };
        conv.split_filters(&g0, &g1)
    } else if one {
        conv.split_rows(at_row)
    } else {
        conv.split_images(cut(images, 1).clamp(1, images - 1))
    };
    rayon::join(|| split(isa, first, left, buffers, spare), || split(isa, second, right, &mut other, spare));
    spare.put(other);
}

/// A convolution of one image on one thread.
struct Bands<'a, 'b> {
    conv: Convolve<'a>,
    buffers: &'b mut Buffers,
}

impl Kernel for Bands<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Bands { mut conv, buffers } = self;
        let g = conv.geometry;
        let row = g.filters * g.out_width * conv.finish.pool.map_or(1, |pool| pool.stride.y);
        let origin = conv.rows.start;
        for rows in balanced(conv.rows.len(), (BAND / row).max(1)) {
            let rows = origin + rows.start..origin + rows.end;
            let under = conv.under(&rows);
            let sums = Sums::new(g, under.len());
            let tile = &mut buffers.tile;
            // A pooling reads whole vectors, some of them from behind the last row.
            let slack = 2 * MAX_LANES + conv.finish.pool.map_or(0, |pool| pool.window.x);
            let tile = tile.get(g.filters * sums.row + slack);
            if !under.is_empty() {
                let block = Block::new(tile, g.filters, sums.row, sums.row);
                let laid = sums.layout.lay(s, g, conv.x.row(0), under.start, &mut buffers.laid);
                sums.layout.taps(g, 0..g.depth, &mut buffers.taps);
                let weights = Mat::new(conv.weights, g.filters, g.taps());
                if sums.direct {
                    direct(s, weights, laid, &buffers.taps, block);
                } else {
                    let Buffers { panel, taps, steps, moves, .. } = buffers;
                    packed(s, weights, &sums, g, laid, taps, panel.get(panel_len::<S>()), steps, moves, block);
                }
            }
            for f in 0..g.filters {
                let data = &tile[f * sums.row..][..sums.row + slack];
                let sums = Plane { data, pitch: sums.pitch, first: under.start };
                conv.write(s, 0, f, sums, rows.clone(), origin, &mut buffers.row);
            }
        }
    }
}

/// The longest packed panel.
fn panel_len<S: Simd>() -> usize {
    DEPTH * 4 * S::LANES + MAX_LANES
}

/// How the sums of a band are made and where they lie: filter by filter, `row` apart, the band's output rows `pitch`
/// apart.
struct Sums {
    layout: Layout,
    direct: bool,
    out_width: usize,
    pitch: usize,
    columns: usize,
    row: usize,
}

impl Sums {
    #[inline(always)]
    fn new(g: &Geometry, rows: usize) -> Sums {
        let layout = Layout::new(g, rows.max(1), g.stride.x);
        // Reading the padded image where it lies also makes sums for the columns between two rows of output; packing
        // costs about as much as six filters. With many taps only a packed panel stays in the first-level cache.
        let packing = if g.taps() <= DEPTH { 6 } else { 1 };
        let direct =
            g.stride.x == 1 && g.stride.y == 1 && layout.pitch * g.filters <= g.out_width * (g.filters + packing);
        let pitch = if direct { layout.pitch } else { g.out_width };
        let columns = (rows.max(1) - 1) * pitch + g.out_width;
        Sums { layout, direct, out_width: g.out_width, pitch, columns, row: columns.next_multiple_of(MAX_LANES) }
    }
}

/// All sums, the right operand read from the padded image: for stride 1, where a tap's pixels are neighbours, and
/// those of the next row follow.
#[inline(always)]
fn direct<S: Simd>(s: S, weights: Mat, laid: &[f32], taps: &[u32], mut sums: Block<f32>) {
    let (rows, columns) = (sums.rows(), sums.columns());
    let (height, vectors) = tile_of::<S>(rows, weights.row);
    let taps = Taps::new(taps);
    let mut at = 0;
    while at < columns {
        let w = width::<S>(columns - at, vectors);
        let end = (at + w * S::LANES).min(columns);
        let c = sums.part(0..rows, at..end);
        panel(s, weights, 0..taps.len(), height, &laid[at..], taps, w, c, false);
        at = end;
    }
}

/// All sums, panel by panel of pixels, each gathered from the padded image.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; the operands of one product")]
fn packed<S: Simd>(
    s: S,
    weights: Mat,
    sums: &Sums,
    g: &Geometry,
    laid: &[f32],
    taps: &[u32],
    buffer: &mut [f32],
    steps: &mut Vec<u32>,
    moves: &mut Vec<Move>,
    mut block: Block<f32>,
) {
    let rows = block.rows();
    let (height, vectors) = tile_of::<S>(rows, weights.row);
    let mut at = 0;
    while at < sums.columns {
        let w = width::<S>(sums.columns - at, vectors);
        let wide = w * S::LANES;
        let end = (at + wide).min(sums.row);
        let moves = pixels(sums, g, at, wide, moves);
        for ks in balanced(taps.len(), DEPTH) {
            moves.gather(laid, Taps::new(&taps[ks.clone()]), wide, buffer);
            let steps = Taps::new(equidistant(steps, wide, ks.len()));
            let c = block.part(0..rows, at..end);
            panel(s, weights, ks.clone(), height, buffer, steps, w, c, ks.start > 0);
        }
        at = end;
    }
}

/// What makes a row of the panel of `wide` pixels from `at` on: a piece of each row of output that it meets.
#[inline(always)]
fn pixels<'a>(sums: &Sums, g: &Geometry, at: usize, wide: usize, moves: &'a mut Vec<Move>) -> Moves<'a> {
    let mut moves = Moves::new(moves, sums.out_width);
    let end = (at + wide).min(sums.columns);
    let mut pixel = at;
    while pixel < end {
        let (y, x) = (pixel / sums.out_width, pixel % sums.out_width);
        let len = (sums.out_width - x).min(end - pixel);
        moves.push(y * g.stride.y * sums.layout.pitch + x, pixel - at, len);
        pixel += len;
    }
    moves
}

/// Bias, addend, activation and pooling of one filter's sums. `rows`: those of the output, after pooling.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "inlined; one filter's part of everything")]
fn write<S: Simd>(
    s: S,
    g: &Geometry,
    how: &Finish,
    addend: &[f32],
    filter: usize,
    sums: Plane,
    rows: Range<usize>,
    y: &mut [f32],
    index: &mut [u16],
    pre: &mut [f32],
    buffer: &mut Buffer,
) {
    let linear = Linear {
        factor: how.factors.get(filter).copied().unwrap_or(1.0),
        summand: how.bias.get(filter).copied().unwrap_or(0.0),
    };
    let Some(pool) = how.pool else {
        let begin = filter * g.pixels() + rows.start * g.out_width;
        let addend = if addend.is_empty() { &[] } else { &addend[begin..][..y.len()] };
        if sums.pitch == g.out_width {
            return finish(s, how.activation, linear, sums.data, addend, y, pre);
        }
        for (i, y) in y.chunks_exact_mut(g.out_width).enumerate() {
            let pre = if pre.is_empty() { &mut [] } else { &mut pre[i * g.out_width..][..g.out_width] };
            let addend = if addend.is_empty() { &[] } else { &addend[i * g.out_width..][..g.out_width] };
            finish(s, how.activation, linear, &sums.data[i * sums.pitch..], addend, y, pre);
        }
        return;
    };
    if how.pool_first {
        max_pool(s, pool, sums, rows, y, index);
        return finish_in_place(s, how.activation, linear, y, pre);
    }
    // A function that also falls has to come first: all its values, and then the largest.
    let values = buffer.get(sums.data.len());
    finish(s, how.activation, linear, sums.data, &[], values, &mut []);
    let wide = pool.output.width;
    for (i, row) in rows.enumerate() {
        let y = &mut y[i * wide..][..wide];
        let values = Plane { data: values, ..sums };
        if index.is_empty() && pre.is_empty() {
            max_pool(s, pool, values, row..row + 1, y, &mut []);
            continue;
        }
        max_pool(s, pool, values, row..row + 1, y, &mut index[i * wide..][..wide]);
        if !pre.is_empty() {
            for (column, pre) in pre[i * wide..][..wide].iter_mut().enumerate() {
                let tap = usize::from(index[i * wide + column]);
                let y = (row * pool.stride.y + tap / pool.window.x).wrapping_sub(pool.pad.y);
                let x = (column * pool.stride.x + tap % pool.window.x).wrapping_sub(pool.pad.x);
                let inside = y < g.out_height && x < g.out_width;
                *pre = if inside { sums.data[(y - sums.first) * sums.pitch + x] + linear.summand } else { 0.0 };
            }
        }
    }
}
