//! The register tile of the way back through a fully connected layer: a few units by a few vectors of inputs. Their
//! weights are held in registers while the gradients of all images' inputs pass by, and then those of the weights are
//! summed in their place.

use super::super::block::{Block, View};
use super::super::gemm::Mat;
use super::{Kernel, Simd};

/// Some units and some inputs of a layer, and what is to be made of them.
#[derive(Debug)]
pub struct Units<'a> {
    /// The gradients of the outputs, `[count, units]`, of at most [`max_units`].
    pub d: Mat<'a>,
    /// The inputs, `[count, columns]`.
    pub x: Mat<'a>,
    /// The weights of these units, and others before them.
    pub weights: View<'a, f32>,
    /// Where they begin: unit and input.
    pub first: (usize, usize),
    /// The gradients of the weights, `[units, columns]`, or no rows.
    pub gradients: Block<'a, f32>,
    /// To which the gradients of the inputs are added, `[count, columns]`; or no rows.
    pub d_x: Block<'a, f32>,
}

/// The most units of a tile: their weights, a broadcast number of each and a vector of inputs must find a register.
pub const fn max_units<S: Simd>() -> usize {
    if S::REGISTERS > 16 { 6 } else { 4 }
}

impl Kernel for Units<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        /// One function for each number of units.
        macro_rules! pick {
            ($vectors:literal: $($units:literal)*) => {
                match self.d.columns {
                    $($units => s.vectorize(Fixed::<$units, $vectors>(self)),)*
                    units => panic!("no tile of {units} units"),
                }
            };
        }
        if S::REGISTERS > 16 { pick!(4: 1 2 3 4 5 6) } else { pick!(2: 1 2 3 4) }
    }
}

struct Fixed<'a, const U: usize, const V: usize>(Units<'a>);

impl<const U: usize, const V: usize> Kernel for Fixed<'_, U, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let columns = self.0.x.columns;
        let wide = V * S::LANES;
        let whole = columns - columns % wide;
        for at in (0..whole).step_by(wide) {
            self.tile::<S, V, true>(s, at);
        }
        for at in (whole..columns).step_by(S::LANES) {
            if at + S::LANES <= columns { self.tile::<S, 1, true>(s, at) } else { self.tile::<S, 1, false>(s, at) }
        }
    }
}

impl<const U: usize, const V: usize> Fixed<'_, U, V> {
    /// `W` vectors of inputs from the `at`-th on; `WHOLE`: there are as many.
    #[inline(always)]
    fn tile<S: Simd, const W: usize, const WHOLE: bool>(&mut self, s: S, at: usize) {
        let Units { d, x, weights, first, gradients, d_x } = &mut self.0;
        let end = if WHOLE { at + W * S::LANES } else { x.columns };
        if d_x.rows() > 0 {
            let mut w = [[s.splat(0.0); W]; U];
            for (u, w) in w.iter_mut().enumerate() {
                let weights = &weights.row(first.0 + u)[first.1 + at..first.1 + end];
                for (v, w) in w.iter_mut().enumerate() {
                    *w = load::<S, WHOLE>(s, &weights[v * S::LANES..]);
                }
            }
            for i in 0..x.rows {
                let d = &d.data[i * d.row..][..U];
                let d_x = &mut d_x.row(i)[at..end];
                let mut sums = [s.splat(0.0); W];
                for (v, sum) in sums.iter_mut().enumerate() {
                    *sum = load::<S, WHOLE>(s, &d_x[v * S::LANES..]);
                }
                for (&d, w) in d.iter().zip(&w) {
                    let d = s.splat(d);
                    for (sum, &w) in sums.iter_mut().zip(w) {
                        *sum = s.mul_add(d, w, *sum);
                    }
                }
                for (v, &sum) in sums.iter().enumerate() {
                    store::<S, WHOLE>(s, sum, &mut d_x[v * S::LANES..]);
                }
            }
        }
        if gradients.rows() > 0 {
            let mut sums = [[s.splat(0.0); W]; U];
            for i in 0..x.rows {
                let d = &d.data[i * d.row..][..U];
                let inputs = &x.data[i * x.row..][at..end];
                let mut x = [s.splat(0.0); W];
                for (v, x) in x.iter_mut().enumerate() {
                    *x = load::<S, WHOLE>(s, &inputs[v * S::LANES..]);
                }
                for (sums, &d) in sums.iter_mut().zip(d) {
                    let d = s.splat(d);
                    for (sum, &x) in sums.iter_mut().zip(&x) {
                        *sum = s.mul_add(d, x, *sum);
                    }
                }
            }
            for (u, sums) in sums.iter().enumerate() {
                let gradients = &mut gradients.row(u)[at..end];
                for (v, &sum) in sums.iter().enumerate() {
                    store::<S, WHOLE>(s, sum, &mut gradients[v * S::LANES..]);
                }
            }
        }
    }
}

/// The first values of `x`; `WHOLE`: as many as there are lanes.
#[inline(always)]
fn load<S: Simd, const WHOLE: bool>(s: S, x: &[f32]) -> S::V {
    if WHOLE { s.load(x) } else { s.load_upto(x) }
}

/// To the first values of `x`; `WHOLE`: as many as there are lanes.
#[inline(always)]
fn store<S: Simd, const WHOLE: bool>(s: S, v: S::V, x: &mut [f32]) {
    if WHOLE { s.store(v, x) } else { s.store_upto(v, x) }
}
