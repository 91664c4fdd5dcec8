//! How large the pieces are into which the kernels cut their work, and why.

use super::arch::{Simd, max_rows};
use std::ops::Range;

/// The common axis, in one go: a packed panel of the right operand (`DEPTH` rows of two vectors: 24 KiB with
/// AVX-512) stays in the first-level cache while all rows of the left operand pass by.
pub const DEPTH: usize = 192;

/// The same where the next panel is on its way from memory meanwhile, to the same cache.
pub const DEPTH_AHEAD: usize = 128;

/// Values of packed right operand at once: 256 KiB, a part of the second-level cache that leaves room for the left
/// operand.
pub const RIGHT: usize = 64 * 1024;

/// Values of left operand at once: 256 KiB likewise.
pub const LEFT: usize = 64 * 1024;

/// Values of a convolution's result before pooling: 256 KiB, so that bias, activation and pooling find it in the
/// second-level cache.
pub const BAND: usize = 64 * 1024;

/// Pixels whose sums a convolution with filters in the lanes has at once: 256 KiB with 32 filters, in the second-level
/// cache beside their inputs; a pooling repeats few rows.
pub const PIXELS: usize = 2048;

/// Values of image patches that a convolution's weight gradient reads at once: 128 KiB.
pub const PATCHES: usize = 32 * 1024;

/// Values of weights that what a pooling has picked is multiplied by at once: 24 KiB, half of a first-level cache.
pub const PICKED: usize = 6 * 1024;

/// Values under the taps of some windows of a pooling: 128 KiB, that stream from the second-level cache; a quarter of
/// them, where that is a vector of windows, stays in the first-level cache.
pub const PANEL: usize = 32 * 1024;

/// Values of transformed inputs that a Winograd convolution has at once: 4 MiB, that third-level caches hold beside all
/// else.
pub const TRANSFORMED: usize = 1024 * 1024;

/// The same for the gradient of its weights, by which all filters' gradients are multiplied: 8 MiB. Where all images of
/// a batch fit, no product is taken up again, and no input transformed twice.
pub const TRANSFORMED_INPUTS: usize = 2 * TRANSFORMED;

/// Tiles over which those products are summed at once: a panel's inputs are then at most 64 KiB with four vectors, and
/// most of them in the first-level cache while the gradients pass by.
pub const SUMMED: usize = 256;

/// Filters whose transformed gradients pass by: at most 2.3 MiB for 36 points, mostly half of
/// it, near the second-level cache; for 64 points half as many are no faster.
pub const GRADIENTS: usize = 64;

/// Channels whose transformed filters a Winograd convolution has at once, a multiple of all numbers of lanes: with 32
/// filters the operands of 36 products are 884 KiB, most of a second-level cache, and those of 64 a little less than all
/// of it, but few 5x5 convolutions have so many channels.
pub const CHANNELS: usize = 192;

/// The same where filters are transformed along the rows only, so that they stay in the first-level cache: 18 KiB for
/// six points and windows of three rows, beside the sums of fourteen tiles. A part of a vector's, or whole vectors.
pub const CHANNELS_OF_ROWS: usize = 8;

/// Channels whose packed weights are on their way from memory while those of one are transformed.
pub const CHANNELS_AHEAD: usize = 6;

/// Values of transformed filters that are kept while one image after the other passes by: 256 KiB, a part of the second-level
/// cache.
pub const PREPARED: usize = 64 * 1024;

/// Tiles whose products a Winograd convolution has at once: 288 KiB with 32 filters and 36 products, 512 with 64.
pub const TILES: usize = 64;

/// On the way back through a fully connected layer, units whose weights and their gradients are in the second-level cache:
/// 96 KiB, which memory is soon read and written for.
pub const ROWS: usize = 12;

/// The same where images are [`MANY`], and what is made of a weight takes longer than to fetch it: 512 KiB, so that the
/// gradients of inputs are taken up again less often.
pub const ROWS_OF_MANY: usize = 64;

/// Images that are many to a fully connected layer.
pub const MANY: usize = 32;

/// Of them so many at once: a core remembers where about as many pages of memory lie, and each has its own.
pub const AT_ONCE: usize = 64;

/// Of each of them so many, a page of memory: it is read and written in order.
pub const COLUMNS: usize = 1024;

/// Inputs, of all images, that are in the first-level cache while those units pass by: 16 KiB, beside as many gradients.
pub const PASSING: usize = 4 * 1024;

/// The most parts into which the units are cut: each has a sum of its own for the gradient of every input.
pub const PARTS: usize = 4;

/// Weights of a part, at least.
pub const PART: usize = 1 << 17;

/// Multiply-adds below which threads cost more than they bring: some 20 µs of one core.
const PARALLEL: usize = 1 << 20;

/// Multiply-adds in the time that a weight takes from a third-level cache, or more of them from the second.
pub const READ: usize = 3;

/// Cuts `0..len` into as few pieces as hold at most `max`, of lengths that differ by at most one.
#[inline(always)]
pub fn balanced(len: usize, max: usize) -> impl DoubleEndedIterator<Item = Range<usize>> + Clone {
    let count = len.div_ceil(max);
    let (base, longer) = (len / count.max(1), len % count.max(1));
    (0..count).map(move |i| {
        let start = i * base + i.min(longer);
        start..start + base + usize::from(i < longer)
    })
}

/// How many vectors wide the register tile is for a left operand of `rows` rows: two, as the accumulators then hide
/// the latency of the multiply-add with the fewest loads; four where the rows are so few that two would not.
#[inline(always)]
pub fn vectors<S: Simd>(rows: usize) -> usize {
    if rows <= max_rows::<S>(4).min(6) { 4 } else { 2 }
}

/// Rows and vectors of the register tile for a left operand of `rows` rows, `row` values apart, that is read where it
/// lies: as [`vectors`] says, but fewer rows where all of them would begin in the same few lines of the first-level
/// cache (4 KiB, or a multiple, apart) and drive each other out.
#[inline(always)]
pub fn tile_of<S: Simd>(rows: usize, row: usize) -> (usize, usize) {
    let crowded = S::REGISTERS > 16 && row.is_multiple_of(1024);
    (if crowded { max_rows::<S>(4) } else { max_rows::<S>(2) }, if crowded { 4 } else { vectors::<S>(rows) })
}

/// Gradients of a convolution's weights that are made over all images before they move their weights: 1 MiB, half of a
/// second-level cache. The inputs pass by once for each such piece.
pub const MOVED: usize = 1 << 18;

/// Images from which on a fully connected layer has them in the lanes: the weights then pass by once, where scalar
/// products take a few images at a time, but waste no lanes.
pub const BATCH: usize = 16;

/// Units from which on that pays for packing the images.
pub const UNITS: usize = 32;

/// Values of packed images at once: 640 KiB, most of a second-level cache; sixteen images of 9216 values fit.
pub const IMAGES: usize = 160 * 1024;

/// The common axis, in one go, of a fully connected layer's tile: its weights (14 rows: 21 KiB) stay in the first-level
/// cache while all images pass by.
pub const WEIGHTS: usize = 384;

/// Into how many pieces `work` multiply-adds are cut: one a thread of the current rayon pool, but none too small. No
/// kernel's bits depend on the answer.
pub fn pieces(work: usize) -> usize {
    if work < PARALLEL { 1 } else { rayon::current_num_threads().min(work / (PARALLEL / 2)) }
}
