//! The input rows under a band of output rows, padded, so that no kernel asks where the image ends.

use super::Geometry;
use crate::kernels::arch::MAX_LANES;
use crate::kernels::buffer::Buffer;
use std::ops::Range;

/// How padded input rows lie: channel by channel, row by row, and each row's columns sorted by their remainder modulo
/// `phases`. With the stride as `phases`, the inputs of neighbouring outputs are neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    phases: usize,
    /// Columns of one phase.
    phase: usize,
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
        let phase = columns.div_ceil(phases);
        let pitch = phase * phases;
        Layout { phases, phase, pitch, plane: rows * pitch, rows }
    }

    /// Where the column `x` of a padded row lies in it.
    #[inline(always)]
    pub fn column(&self, x: usize) -> usize {
        if self.phases == 1 { x } else { x % self.phases * self.phase + x / self.phases }
    }

    /// Where each tap of channels `channels` lies, seen from the pixel's own place.
    #[inline(always)]
    pub fn taps(&self, g: &Geometry, channels: Range<usize>, taps: &mut Vec<u32>) {
        assert!(channels.end * self.plane <= u32::MAX as usize, "the padded input is too large");
        taps.clear();
        for c in channels {
            for y in 0..g.window.y {
                for x in 0..g.window.x {
                    let at = c * self.plane + y * g.dilation.y * self.pitch + self.column(x * g.dilation.x);
                    taps.push(at as u32);
                }
            }
        }
    }

    /// Writes the input rows under the output rows from `row` on, but for those that no window reads. Some values of slack follow, so that a vector may be
    /// read from the last column.
    #[inline(always)]
    pub fn lay<'a>(&self, g: &Geometry, x: &[f32], row: usize, buffer: &'a mut Buffer) -> &'a [f32] {
        let len = g.depth * self.plane;
        let laid = buffer.get(len + 4 * MAX_LANES);
        laid[len..].fill(0.0);
        let top = (row * g.stride.y) as isize - g.pad_y;
        for (c, laid) in laid[..len].chunks_exact_mut(self.plane).enumerate() {
            let x = &x[c * g.height * g.width..][..g.height * g.width];
            for (i, laid) in laid.chunks_exact_mut(self.pitch).enumerate() {
                // Between windows that are lower than their step.
                if !(0..g.window.y).any(|y| i >= y * g.dilation.y && (i - y * g.dilation.y).is_multiple_of(g.stride.y))
                {
                    continue;
                }
                match usize::try_from(top + i as isize) {
                    Ok(y) if y < g.height => self.lay_row(g, &x[y * g.width..][..g.width], laid),
                    _ => laid.fill(0.0),
                }
            }
        }
        debug_assert_eq!(self.rows * self.pitch, self.plane);
        laid
    }

    #[inline(always)]
    fn lay_row(&self, g: &Geometry, x: &[f32], laid: &mut [f32]) {
        let pad = g.pad_x.max(0) as usize;
        if self.phases == 1 {
            let x = &x[((-g.pad_x).max(0) as usize).min(x.len())..];
            let pad = pad.min(laid.len());
            let (left, rest) = laid.split_at_mut(pad);
            let (middle, right) = rest.split_at_mut(x.len().min(rest.len()));
            left.fill(0.0);
            middle.copy_from_slice(&x[..middle.len()]);
            right.fill(0.0);
            return;
        }
        for (phase, laid) in laid.chunks_exact_mut(self.phase).enumerate() {
            // The phase's columns that lie before the image, and its first one within.
            let first = phase as isize - g.pad_x;
            let before = first.min(0).unsigned_abs().div_ceil(self.phases).min(laid.len());
            let (left, rest) = laid.split_at_mut(before);
            left.fill(0.0);
            let x = x.get((first + (before * self.phases) as isize).max(0) as usize..).unwrap_or_default();
            let (middle, right) = rest.split_at_mut(x.len().div_ceil(self.phases).min(rest.len()));
            right.fill(0.0);
            match self.phases {
                2 => every::<2>(x, middle),
                4 => every::<4>(x, middle),
                phases => middle.iter_mut().zip(x.iter().step_by(phases)).for_each(|(to, from)| *to = *from),
            }
        }
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
