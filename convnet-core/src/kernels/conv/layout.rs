//! The input rows under a band of output rows, padded, so that no kernel asks where the image ends.

use super::Geometry;
use crate::kernels::arch::{MAX_LANES, Simd};
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

    /// Writes the input rows under the output rows from `row` on. Some values of slack follow, so that a vector may be
    /// read from the last column.
    #[inline(always)]
    pub fn lay<'a, S: Simd>(&self, s: S, g: &Geometry, x: &[f32], row: usize, buffer: &'a mut Buffer) -> &'a [f32] {
        let len = g.depth * self.plane;
        let laid = buffer.get(len + 4 * MAX_LANES);
        laid[len..].fill(0.0);
        let top = (row * g.stride.y) as isize - g.pad_y;
        for (c, laid) in laid[..len].chunks_exact_mut(self.plane).enumerate() {
            let x = &x[c * g.height * g.width..][..g.height * g.width];
            for (i, laid) in laid.chunks_exact_mut(self.pitch).enumerate() {
                match usize::try_from(top + i as isize) {
                    Ok(y) if y < g.height => self.lay_row(s, g, &x[y * g.width..][..g.width], laid),
                    _ => laid.fill(0.0),
                }
            }
        }
        debug_assert_eq!(self.rows * self.pitch, self.plane);
        laid
    }

    #[inline(always)]
    fn lay_row<S: Simd>(&self, s: S, g: &Geometry, x: &[f32], laid: &mut [f32]) {
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
        if self.phases == 2 && g.pad_x >= 0 {
            return self.lay_pairs(s, pad, x, laid);
        }
        for (phase, laid) in laid.chunks_exact_mut(self.phase).enumerate() {
            let mut column = phase as isize - g.pad_x;
            for laid in laid {
                *laid = usize::try_from(column).ok().and_then(|column| x.get(column)).copied().unwrap_or(0.0);
                column += self.phases as isize;
            }
        }
    }

    /// Two phases: the even columns of the image become neighbours, and the odd ones.
    #[inline(always)]
    fn lay_pairs<S: Simd>(&self, s: S, pad: usize, x: &[f32], laid: &mut [f32]) {
        let (low, high) = laid.split_at_mut(self.phase);
        let (even, odd) = if pad.is_multiple_of(2) { (low, high) } else { (high, low) };
        let (left, even) = even.split_at_mut((pad / 2).min(self.phase));
        left.fill(0.0);
        let (left, odd) = odd.split_at_mut(pad.div_ceil(2).min(self.phase));
        left.fill(0.0);
        let ends = (even.len(), odd.len());
        for at in (0..ends.0.max(ends.1)).step_by(S::LANES) {
            let x = &x[(2 * at).min(x.len())..];
            let (a, b) = s.unzip(s.load_upto(x), s.load_upto(&x[S::LANES.min(x.len())..]));
            s.store_upto(a, &mut even[at.min(ends.0)..]);
            s.store_upto(b, &mut odd[at.min(ends.1)..]);
        }
    }
}
