//! The input rows under a band of output rows, padded, so that no kernel asks where the image ends.

use super::Geometry;
use crate::kernels::arch::{MAX_LANES, Simd};
use crate::kernels::block::View;
use crate::kernels::buffer::Buffer;
use std::ops::Range;

/// How padded input rows lie: channel by channel, a channel's columns sorted by their remainder modulo `phases`, and
/// those of one remainder row by row. With the stride as `phases`, the inputs of neighbouring outputs are neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    phases: usize,
    /// From one row to the next.
    pub pitch: usize,
    /// From one channel to the next.
    pub plane: usize,
    rows: usize,
}

impl Layout {
    /// For `rows` rows of output.
    #[inline(always)]
    pub fn new(g: &Geometry, rows: usize, phases: usize) -> Layout {
        let columns = (g.out_width - 1) * g.stride.x + (g.window.x - 1) * g.dilation.x + 1;
        let rows = (rows - 1) * g.stride.y + (g.window.y - 1) * g.dilation.y + 1;
        let pitch = columns.div_ceil(phases);
        Layout { phases, pitch, plane: phases * rows * pitch, rows }
    }

    /// Where the column `x` of the first padded row lies.
    #[inline(always)]
    pub fn column(&self, x: usize) -> usize {
        if self.phases == 1 { x } else { x % self.phases * self.rows * self.pitch + x / self.phases }
    }

    /// Where each tap of channels `channels` lies, seen from the pixel's own place.
    #[inline(always)]
    pub fn taps(&self, g: &Geometry, channels: Range<usize>, taps: &mut Vec<u32>) {
        assert!(channels.end * self.plane <= u32::MAX as usize, "the padded input is too large");
        taps.clear();
        for c in channels {
            for y in 0..g.window.y {
                let row = c * self.plane + y * g.dilation.y * self.pitch;
                taps.extend((0..g.window.x).map(|x| (row + self.column(x * g.dilation.x)) as u32));
            }
        }
    }

    /// Writes the input rows under the output rows from `row` on, but for those that no window reads. Some values of
    /// slack follow, so that a vector may be read from the last column.
    #[inline(always)]
    pub fn lay<'a, S: Simd>(&self, s: S, g: &Geometry, x: &[f32], row: usize, buffer: &'a mut Buffer) -> &'a [f32] {
        self.lay_all(s, g, View::new(x, 1, x.len(), 0), row, buffer)
    }

    /// The same of several images, one behind the other: `depth` planes of each.
    #[inline(always)]
    pub fn lay_all<'a, S: Simd>(
        &self,
        s: S,
        g: &Geometry,
        images: View<f32>,
        row: usize,
        buffer: &'a mut Buffer,
    ) -> &'a [f32] {
        let len = g.depth * self.plane;
        let laid = buffer.get(images.rows() * len + 4 * MAX_LANES);
        let (all, slack) = laid.split_at_mut(images.rows() * len);
        slack.fill(0.0);
        for (i, laid) in all.chunks_exact_mut(len).enumerate() {
            self.lay_image(s, g, images.row(i), row, laid);
        }
        laid
    }

    /// The same of one image, without slack.
    #[inline(always)]
    fn lay_image<S: Simd>(&self, s: S, g: &Geometry, x: &[f32], row: usize, laid: &mut [f32]) {
        let top = (row * g.stride.y) as isize - g.pad_y;
        let above = ((-top).max(0) as usize).min(self.rows);
        let first = (top.max(0) as usize).min(g.height);
        let count = (self.rows - above).min(g.height - first);
        // Between windows that are lower than their step nobody reads.
        let read = |i: usize| {
            let under = |y: usize| i >= y * g.dilation.y && (i - y * g.dilation.y).is_multiple_of(g.stride.y);
            g.stride.y == 1 || (0..g.window.y).any(under)
        };
        // Without padding an image's rows follow each other as those here do: they are one long row.
        let all = g.stride.y == 1 || (g.window.y >= g.stride.y && g.dilation.y == 1);
        let whole = all && g.pad_x == 0 && g.width == self.phases * self.pitch && self.phases <= 2;
        for (c, laid) in laid.chunks_exact_mut(self.plane).enumerate() {
            if count < self.rows {
                laid.fill(0.0);
            }
            let x = &x[(c * g.height + first) * g.width..][..count * g.width];
            if whole {
                self.lay_row(s, g, x, above..above + count, laid);
                continue;
            }
            for (i, x) in (above..).zip(x.chunks_exact(g.width)).filter(|(i, _)| read(*i)) {
                self.lay_row(s, g, x, i..i + 1, laid);
            }
        }
    }

    /// Writes rows `rows` of one channel, which are one row of the image or several that are treated as one.
    #[inline(always)]
    fn lay_row<S: Simd>(&self, s: S, g: &Geometry, x: &[f32], rows: Range<usize>, laid: &mut [f32]) {
        let pad = g.pad_x.max(0) as usize;
        let columns = rows.start * self.pitch..rows.end * self.pitch;
        if self.phases == 1 {
            let laid = &mut laid[columns];
            let x = &x[((-g.pad_x).max(0) as usize).min(x.len())..];
            let pad = pad.min(laid.len());
            let (left, rest) = laid.split_at_mut(pad);
            let (middle, right) = rest.split_at_mut(x.len().min(rest.len()));
            left.fill(0.0);
            middle.copy_from_slice(&x[..middle.len()]);
            right.fill(0.0);
            return;
        }
        let mut phases = laid.chunks_exact_mut(self.rows * self.pitch).map(|laid| &mut laid[columns.clone()]);
        if self.phases == 2
            && g.pad_x >= 0
            && let (Some(low), Some(high)) = (phases.next(), phases.next())
        {
            return lay_pairs(s, pad, x, low, high);
        }
        for (phase, laid) in phases.enumerate() {
            // The phase's columns that lie before the image, and its first one within.
            let first = phase as isize - g.pad_x;
            let before = first.min(0).unsigned_abs().div_ceil(self.phases).min(laid.len());
            let (left, rest) = laid.split_at_mut(before);
            left.fill(0.0);
            let x = x.get((first + (before * self.phases) as isize).max(0) as usize..).unwrap_or_default();
            let (middle, right) = rest.split_at_mut(x.len().div_ceil(self.phases).min(rest.len()));
            right.fill(0.0);
            match self.phases {
                4 => every::<4>(x, middle),
                phases => middle.iter_mut().zip(x.iter().step_by(phases)).for_each(|(to, from)| *to = *from),
            }
        }
    }
}

/// Two phases of a row before which there are `pad` columns of zeros: `low` gets the even columns, `high` the odd ones.
#[inline(always)]
fn lay_pairs<S: Simd>(s: S, pad: usize, x: &[f32], low: &mut [f32], high: &mut [f32]) {
    // The image's even columns stand in odd places behind an odd number of zeros.
    let (even, odd) = if pad.is_multiple_of(2) { (low, high) } else { (high, low) };
    let (left, even) = even.split_at_mut((pad / 2).min(even.len()));
    left.fill(0.0);
    let (left, odd) = odd.split_at_mut(pad.div_ceil(2).min(odd.len()));
    left.fill(0.0);
    let ends = (even.len(), odd.len());
    for at in (0..ends.0.max(ends.1)).step_by(S::LANES) {
        let x = &x[(2 * at).min(x.len())..];
        let (a, b) = s.unzip(s.load_upto(x), s.load_upto(&x[S::LANES.min(x.len())..]));
        s.store_upto(a, &mut even[at.min(ends.0)..]);
        s.store_upto(b, &mut odd[at.min(ends.1)..]);
    }
}

/// Every `N`-th value, in a loop that becomes shuffles of vectors.
#[inline(always)]
fn every<const N: usize>(from: &[f32], to: &mut [f32]) {
    let whole = to.len().min(from.len() / N);
    for (to, from) in to.iter_mut().zip(from.chunks_exact(N)) {
        *to = from[0];
    }
    // The last one may have fewer than `N` behind it.
    if let Some(last) = to.get_mut(whole) {
        *last = from[whole * N];
    }
}
