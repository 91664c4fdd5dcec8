//! The convolution of an image with a few tiles, from packed weights: minimal filtering along the rows only, F(4, 3), six
//! products instead of twelve for four outputs and a row of a window.
//!
//! Where a filter is used for a few tiles only, to transform it in two dimensions takes as long as the products that
//! this saves; along the rows it is a few operations. A few channels' filters are transformed at a time, and multiplied
//! while they are in the first-level cache.

use super::super::Geometry;
use super::super::forward::Convolve;
use super::super::lanes::{PANEL, Sums, hand_on, plane};
use super::patches::{Interleave, Planes};
use super::transform::{Chosen, Input, OUTPUTS, Output, Points, Weights};
use crate::kernels::arch::{Interleaved, Kernel, Line, MAX_LANES, Simd, Taps, Tile, max_rows, tile};
use crate::kernels::block::Block;
use crate::kernels::blocks::{CHANNELS_OF_ROWS, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::equidistant;

/// A convolution on one thread, whose weights are packed.
pub struct MinimalRows<'a, 'b, const TAPS: usize, const N: usize> {
    pub conv: Convolve<'a>,
    pub buffers: &'b mut Buffers,
}

/// Vectors of filters at once.
const VECTORS: usize = 2;

impl<const TAPS: usize, const N: usize> Kernel for MinimalRows<'_, '_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let MinimalRows { mut conv, buffers } = self;
        let (g, rows) = (conv.geometry, conv.rows.clone());
        let under = conv.under(&rows);
        let tiles = g.out_width.div_ceil(OUTPUTS);
        let layout = Patches { points: N, rows: under.len() + TAPS - 1, tiles, lanes: S::LANES };
        let wide = VECTORS * S::LANES;
        let count = under.len() * tiles;
        let Buffers { laid, panel, tile: sums, row, patches, products, taps, steps, .. } = buffers;
        let blocks = g.depth.next_multiple_of(CHANNELS_OF_ROWS).div_ceil(S::LANES);
        let patches = patches.get(blocks * layout.block());
        let w = panel.get(CHANNELS_OF_ROWS * TAPS * N * wide);
        let channels = CHANNELS_OF_ROWS.min(g.depth);
        let taps = layout.taps::<TAPS>(channels, taps);
        let steps = Taps::new(equidistant(steps, N * wide, channels * TAPS));
        let products = products.get(N * count * wide);
        // Whole vectors of pixels are turned.
        let pixels = under.len() * g.out_width;
        let sums = sums.get(pixels.next_multiple_of(MAX_LANES) * wide);
        for image in 0..conv.images() {
            let strip = laid.get(layout.rows * (OUTPUTS * tiles + TAPS - 1) * S::LANES);
            layout.transform::<S, TAPS, N>(s, Planes::input(g, conv.x.row(image)), under.start, strip, patches);
            let planes = laid.get(S::LANES * plane(&conv, pixels));
            for f in (0..g.filters).step_by(wide) {
                let packed = &conv.packed[f / PANEL * PANEL * g.taps() + f % PANEL..];
                let filters = Filters { geometry: g, packed, patches, layout, taps, steps };
                filters.sum::<S, TAPS, N>(s, w, Block::new(products, N * count, wide, wide));
                outputs::<S, N>(s, g, products, tiles, wide, sums);
                let (filters, sums) = (f..(f + wide).min(g.filters), Sums { sums, wide });
                hand_on(s, &mut conv, image, filters, sums, rows.clone(), rows.start, planes, row);
            }
        }
    }
}

/// Transformed inputs: block by block of a vector's channels, in it point by point, row by row and tile by tile.
#[derive(Clone, Copy)]
struct Patches {
    points: usize,
    /// Rows of the padded image.
    rows: usize,
    /// Tiles of a row.
    tiles: usize,
    lanes: usize,
}

impl Patches {
    /// From one point to the next.
    fn point(&self) -> usize {
        self.rows * self.tiles * self.lanes
    }

    /// From one block of channels to the next.
    fn block(&self) -> usize {
        self.points * self.point()
    }

    /// Where the inputs of the first tile lie for each of some channels and each row of a window.
    fn taps<'a, const TAPS: usize>(&self, channels: usize, taps: &'a mut Vec<u32>) -> Taps<'a> {
        taps.clear();
        for c in 0..channels {
            let channel = c / self.lanes * self.block() + c % self.lanes;
            taps.extend((0..TAPS).map(|y| (channel + y * self.tiles * self.lanes) as u32));
        }
        Taps::new(taps)
    }

    /// Transforms the image, from padded row `first` on.
    #[inline(always)]
    fn transform<S: Simd, const TAPS: usize, const N: usize>(
        &self,
        s: S,
        planes: Planes,
        first: usize,
        strip: &mut [f32],
        to: &mut [f32],
    ) where
        Points<N>: Chosen,
    {
        let (rows, columns) = (self.rows, OUTPUTS * self.tiles + TAPS - 1);
        strip.fill(0.0);
        let plane = planes.height * planes.width;
        for (channel, to) in (0..planes.depth).step_by(S::LANES).zip(to.chunks_exact_mut(self.block())) {
            let end = (channel + S::LANES).min(planes.depth);
            let some = Planes { x: &planes.x[channel * plane..end * plane], depth: end - channel, ..planes };
            s.vectorize(Interleave { planes: some, first, rows, columns, strip: &mut *strip });
            s.vectorize(TransformRow::<N> { layout: *self, columns, strip, to });
        }
    }
}

/// Transforms a vector's channels.
struct TransformRow<'a, const N: usize> {
    layout: Patches,
    columns: usize,
    /// `[rows, columns]`.
    strip: &'a [f32],
    to: &'a mut [f32],
}

impl<const N: usize> Kernel for TransformRow<'_, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformRow { layout, columns, strip, to } = self;
        for (y, strip) in strip.chunks_exact(columns * S::LANES).enumerate() {
            for x in 0..layout.tiles {
                let strip = &strip[OUTPUTS * x * S::LANES..][..N * S::LANES];
                let d = std::array::from_fn(|i| s.load(&strip[i * S::LANES..]));
                let v: [S::V; N] = Input::map(s, d);
                for (p, &v) in v.iter().enumerate() {
                    s.store(v, &mut to[p * layout.point() + (y * layout.tiles + x) * S::LANES..]);
                }
            }
        }
    }
}

/// Some filters, and the inputs.
struct Filters<'a> {
    geometry: &'a Geometry,
    /// From the first one's weights on.
    packed: &'a [f32],
    patches: &'a [f32],
    layout: Patches,
    /// Those of [`Patches::taps`].
    taps: Taps<'a>,
    /// Where their transformed weights lie.
    steps: Taps<'a>,
}

impl Filters<'_> {
    /// Their products, summed over all channels and the rows of the window; `w`: room for some channels' transformed
    /// weights.
    #[inline(always)]
    fn sum<S: Simd, const TAPS: usize, const N: usize>(&self, s: S, w: &mut [f32], mut products: Block<f32>)
    where
        Points<N>: Chosen,
    {
        let Filters { geometry: g, packed, patches, layout, taps, steps } = *self;
        let (window, wide) = (TAPS * TAPS * PANEL, VECTORS * S::LANES);
        let count = products.rows() / N;
        let pieces = N * count.div_ceil(max_rows::<S>(VECTORS)).max(1);
        for c in (0..g.depth).step_by(CHANNELS_OF_ROWS) {
            let end = (c + CHANNELS_OF_ROWS).min(g.depth);
            let lines = (end - c) * TAPS;
            let (taps, steps) = (taps.first(lines), steps.first(lines));
            s.vectorize(TransformWeights::<TAPS, N> { packed: &packed[c * window..], lines, to: w });
            // What comes next, of these filters or of those behind them, is on its way from memory.
            let next = packed.get(end * window..).unwrap_or_default();
            let mut shares = next.chunks((CHANNELS_OF_ROWS * window).div_ceil(pieces)).take(pieces);
            for p in 0..N {
                let a = &patches[c / S::LANES * layout.block() + p * layout.point() + c % S::LANES..];
                for rows in balanced(count, max_rows::<S>(VECTORS)) {
                    let lhs = Interleaved { taps, ahead: shares.next().unwrap_or_default() };
                    let (a, b) = (&a[rows.start * S::LANES..], &w[p * wide..]);
                    let sums = products.part(p * count + rows.start..p * count + rows.end, 0..wide);
                    tile(s, VECTORS, Tile { a, lhs, b, taps: steps, c: sums, accumulate: c > 0 });
                }
            }
        }
    }
}

/// Transforms the rows of some channels' windows: `[rows, points, filters]`.
struct TransformWeights<'a, const TAPS: usize, const N: usize> {
    packed: &'a [f32],
    /// How many there are.
    lines: usize,
    to: &'a mut [f32],
}

impl<const TAPS: usize, const N: usize> Kernel for TransformWeights<'_, TAPS, N>
where
    Points<N>: Chosen,
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let TransformWeights { packed, lines, to } = self;
        let wide = VECTORS * S::LANES;
        for (packed, to) in packed.chunks(TAPS * PANEL).zip(to.chunks_exact_mut(N * wide)).take(lines) {
            for v in (0..wide).step_by(S::LANES) {
                let g = std::array::from_fn(|x| s.load(&packed[x * PANEL + v..]));
                let w: [S::V; N] = <Weights as Line<TAPS, N>>::map(s, g);
                for (p, &w) in w.iter().enumerate() {
                    s.store(w, &mut to[p * wide + v..]);
                }
            }
        }
    }
}

/// From the products to the sums of pixels, filters side by side.
#[inline(always)]
fn outputs<S: Simd, const N: usize>(s: S, g: &Geometry, products: &[f32], tiles: usize, wide: usize, sums: &mut [f32])
where
    Points<N>: Chosen,
{
    let point = products.len() / N;
    for at in (0..point).step_by(S::LANES) {
        let (tile, v) = (at / wide, at % wide);
        let (y, x) = (tile / tiles, tile % tiles * OUTPUTS);
        let m = std::array::from_fn(|p| s.load(&products[p * point + at..]));
        let outputs: [S::V; OUTPUTS] = <Output as Line<N, OUTPUTS>>::map(s, m);
        for (i, &output) in outputs.iter().take(g.out_width - x).enumerate() {
            s.store(output, &mut sums[(y * g.out_width + x + i) * wide + v..]);
        }
    }
}
