//! The gradient of a convolution's input, where it is not itself a convolution: the transposed weights times the
//! output's gradient are the gradients of the patches, which are added up where they overlap ("col2im").

use super::Geometry;
use crate::kernels::arch::{Kernel, Simd};
use crate::kernels::block::Block;
use crate::kernels::blocks::{BAND, balanced};
use crate::kernels::buffer::Buffers;
use crate::kernels::gemm::{Gemm, Mat};

/// Whether the gradient of the input is had as a convolution with flipped filters: for a stride of 1, unless the
/// padding that this takes would add too many multiplications by zero.
pub const fn flipped(g: &Geometry) -> bool {
    g.stride.x == 1 && g.stride.y == 1 && 10 * g.height * g.width <= 13 * g.pixels()
}

/// Writes the gradient of one group of one image.
pub struct InputGradient<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// `[filters, depth, window.y, window.x]`.
    pub weights: &'a [f32],
    /// The gradient of the sums, `[filters, out_height, out_width]`.
    pub d_z: &'a [f32],
    /// `[depth, height, width]`.
    pub d_x: &'a mut [f32],
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl Kernel for InputGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let InputGradient { geometry: g, weights, d_z, d_x, buffers } = self;
        d_x.fill(0.0);
        let weights = Mat::new(weights, g.filters, g.taps()).transposed();
        let d_z = Mat::new(d_z, g.filters, g.pixels());
        let mut tile = std::mem::take(&mut buffers.tile);
        for rows in balanced(g.out_height, (BAND / (g.taps() * g.out_width)).max(1)) {
            let pixels = rows.start * g.out_width..rows.end * g.out_width;
            let patches = tile.get(g.taps() * pixels.len());
            let c = Block::new(patches, g.taps(), pixels.len(), pixels.len());
            let b = d_z.part(0..g.filters, pixels.clone());
            Gemm { a: weights, b, c, accumulate: false, buffers }.run(s);
            // Channel after channel for each tap of the window: what a row wrote has reached the cache before the next
            // tap reads it again, shifted.
            for (tap, c) in (0..g.window.area()).flat_map(|tap| (0..g.depth).map(move |c| (tap, c))) {
                let patches = &patches[(c * g.window.area() + tap) * pixels.len()..][..pixels.len()];
                let (ty, tx) = (tap / g.window.x * g.dilation.y, tap % g.window.x * g.dilation.x);
                let d_x = &mut d_x[c * g.height * g.width..][..g.height * g.width];
                for (oy, d) in rows.clone().zip(patches.chunks_exact(g.out_width)) {
                    match usize::try_from((oy * g.stride.y + ty) as isize - g.pad_y) {
                        Ok(y) if y < g.height => {
                            add_row(s, g, tx as isize - g.pad_x, d, &mut d_x[y * g.width..][..g.width]);
                        }
                        _ => {}
                    }
                }
            }
        }
        buffers.tile = tile;
    }
}

/// Adds `d[i]` to `d_x[first + i · stride]` where there is such a place.
#[inline(always)]
fn add_row<S: Simd>(s: S, g: &Geometry, first: isize, d: &[f32], d_x: &mut [f32]) {
    // The outputs that lie before the row.
    let skip = if first < 0 { first.unsigned_abs().div_ceil(g.stride.x) } else { 0 };
    let start = first + (skip * g.stride.x) as isize;
    let Some(d) = d.get(skip..) else { return };
    let Some(d_x) = usize::try_from(start).ok().and_then(|start| d_x.get_mut(start..)) else { return };
    if g.stride.x > 1 {
        for (d_x, d) in d_x.iter_mut().step_by(g.stride.x).zip(d) {
            *d_x += d;
        }
        return;
    }
    let len = d.len().min(d_x.len());
    for at in (0..len).step_by(S::LANES) {
        let end = (at + S::LANES).min(len);
        let sum = s.add(s.load_upto(&d_x[at..end]), s.load_upto(&d[at..end]));
        s.store_upto(sum, &mut d_x[at..end]);
    }
}
