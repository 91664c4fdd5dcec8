//! The gradient of a convolution's weights behind a max pooling, without the zeros: a window passes its gradient to
//! one of its pixels only, so there is one patch to add for each window and filter, and none to write down.

use super::Geometry;
use super::layout::Layout;
use crate::kernels::Isa;
use crate::kernels::arch::{Kernel, Picked, Simd};
use crate::kernels::buffer::Buffers;
use convnet_shape::PoolShape;

/// Whether to do it so: every window lies within the input, and a row of the filter fills most of a vector.
pub fn worth_picking(isa: Isa, g: &Geometry, pool: &PoolShape) -> bool {
    let lanes = narrow(isa).run(Lanes);
    let fits = |out: usize, stride: usize, window: usize, len: usize| (out - 1) * stride + window <= len;
    pool.pad.x + pool.pad.y == 0
        && fits(pool.output.width, pool.stride.x, pool.window.x, pool.input.width)
        && fits(pool.output.height, pool.stride.y, pool.window.y, pool.input.height)
        && pool.window.area() >= 4
        && g.dilation.x == 1
        && (4..=lanes).contains(&g.window.x)
        && g.window.y <= 7
}

/// Adds to the gradient of one group's weights what one image brings.
pub struct PickedGradient<'a> {
    /// The sizes.
    pub geometry: &'a Geometry,
    /// The pooling.
    pub pool: &'a PoolShape,
    /// `[depth, height, width]`.
    pub x: &'a [f32],
    /// The gradient behind the pooling, `[filters, pooled]`.
    pub d_y: &'a [f32],
    /// Which tap of the pooling was the largest, `[filters, pooled]`.
    pub index: &'a [u16],
    /// `[filters, depth, window.y, window.x]`.
    pub d_weights: &'a mut [f32],
    /// Working memory.
    pub buffers: &'a mut Buffers,
}

impl PickedGradient<'_> {
    /// Runs with the narrowest vectors that hold a row of the filter: two of eight lanes are read as fast as one of
    /// sixteen, and fewer lanes are wasted.
    pub fn run_with(self, isa: Isa) {
        narrow(isa).run(self);
    }
}

fn narrow(isa: Isa) -> Isa {
    if isa == Isa::Avx512 { Isa::Avx2 } else { isa }
}

/// How many lanes there are.
struct Lanes;

impl Kernel for Lanes {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> usize {
        S::LANES
    }
}

impl Kernel for PickedGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let PickedGradient { geometry: g, pool, x, d_y, index, d_weights, buffers } = self;
        let Buffers { laid, taps, .. } = buffers;
        let layout = Layout::new(g, g.out_height, 1);
        let laid = layout.lay(g, x, 0, laid);
        let (down, right) = (g.stride.y * layout.pitch, g.stride.x);
        taps.clear();
        for tap in 0..pool.window.area() {
            taps.push((tap / pool.window.x * down + tap % pool.window.x * right) as u32);
        }
        let (pooled, area) = (pool.output.plane(), g.window.area());
        for (f, d_weights) in d_weights.chunks_exact_mut(g.taps()).enumerate() {
            let (d, index) = (&d_y[f * pooled..][..pooled], &index[f * pooled..][..pooled]);
            for (c, sums) in d_weights.chunks_exact_mut(area).enumerate() {
                /// One function for each height of a filter.
                macro_rules! pick {
                    ($($rows:literal)*) => {
                        match g.window.y {
                            $($rows => s.vectorize(Picked::<$rows> {
                                x: &laid[c * layout.plane..],
                                row: g.dilation.y * layout.pitch,
                                d,
                                index,
                                wide: pool.output.width,
                                down: pool.stride.y * down,
                                right: pool.stride.x * right,
                                taps,
                                sums,
                                columns: g.window.x,
                            }),)*
                            rows => panic!("no sums of {rows} rows"),
                        }
                    };
                }
                pick!(1 2 3 4 5 6 7);
            }
        }
    }
}
