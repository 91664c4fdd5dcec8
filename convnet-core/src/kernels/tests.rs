//! The kernels against loops that one can read at a glance, with every instruction set of the machine.

use super::Isa;
use super::arch::{Dots, Kernel, Simd, Vectors};
use super::block::Block;
use super::blocks::balanced;
use super::buffer::Buffers;
use super::gemm::{Gemm, Mat};
use super::{Activation, elementwise};

/// Numbers in [−1, 1) that are neither zero nor regular.
fn numbers(len: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// Σ a[i, k] · b[k, j], in f64.
fn naive(a: Mat, b: Mat, i: usize, j: usize) -> f64 {
    let at = |m: Mat, i: usize, j: usize| f64::from(m.data[i * m.row + j * m.column]);
    (0..a.columns).map(|k| at(a, i, k) * at(b, k, j)).sum()
}

/// Checks one product in all ways in which operands can lie.
fn check(isa: Isa, m: usize, n: usize, k: usize, buffers: &mut Buffers) {
    let (a, b, old) = (numbers(m * k, 1), numbers(k * n, 2), numbers(m * n, 3));
    for way in 0..8 {
        let (a_lies, b_lies, accumulate) = (way & 1 > 0, way & 2 > 0, way & 4 > 0);
        let a = if a_lies { Mat::new(&a, k, m).transposed() } else { Mat::new(&a, m, k) };
        let b = if b_lies { Mat::new(&b, n, k).transposed() } else { Mat::new(&b, k, n) };
        let mut c = old.clone();
        isa.run(Gemm { a, b, c: Block::new(&mut c, m, n, n), accumulate, buffers });
        for (at, (&c, &old)) in c.iter().zip(&old).enumerate() {
            let want = naive(a, b, at / n, at % n) + if accumulate { f64::from(old) } else { 0.0 };
            let close = (f64::from(c) - want).abs() <= 3e-7 * (k as f64 + 4.0);
            assert!(close, "{isa:?} {m}x{k} · {k}x{n}, way {way}: {c} at {at}, not {want}");
        }
    }
}

#[test]
fn products_of_every_remainder() {
    for isa in Isa::available() {
        let mut buffers = Buffers::default();
        for len in 1..=33 {
            for other in [1, 2, 5, 7, 16, 31] {
                check(isa, len, other, 9, &mut buffers);
                check(isa, other, len, 10, &mut buffers);
                check(isa, 15, other, len, &mut buffers);
            }
        }
    }
}

#[test]
fn products_over_several_blocks() {
    for isa in Isa::available() {
        for (m, n, k) in [(3, 70, 400), (37, 50, 577), (30, 700, 200), (700, 20, 210)] {
            check(isa, m, n, k, &mut Buffers::default());
        }
    }
}

#[test]
fn an_empty_sum_is_zero() {
    let mut c = [1.0; 6];
    let (a, b) = (Mat::new(&[], 2, 0), Mat::new(&[], 0, 3));
    let (block, buffers) = (Block::new(&mut c, 2, 3, 3), &mut Buffers::default());
    Isa::detect().run(Gemm { a, b, c: block, accumulate: false, buffers });
    assert_eq!(c, [0.0; 6]);
}

#[test]
fn scalar_products_of_every_remainder() {
    for isa in Isa::available() {
        for (m, n, k) in (1..=33).flat_map(|k| [(1, 1, k), (7, 5, k), (k, 9, 20), (6, k, 17)]) {
            let (x, w) = (numbers(m * k, 1), numbers(n * k, 2));
            let run = |from_end| {
                let mut c = vec![0.0; m * n];
                let block = Block::new(&mut c, m, n, n);
                isa.run(Dots { x: Vectors { data: &x, len: k }, w: Vectors { data: &w, len: k }, c: block, from_end });
                c
            };
            let c = run(false);
            assert_eq!(c, run(true), "{isa:?} {m}x{k} · {n}x{k}");
            for (at, &c) in c.iter().enumerate() {
                let want = naive(Mat::new(&x, m, k), Mat::new(&w, n, k).transposed(), at / n, at % n);
                assert!((f64::from(c) - want).abs() < 1e-5, "{isa:?} {m}x{k} · {n}x{k}: {c} at {at}, not {want}");
            }
        }
    }
}

/// Φ(x): the error function's series near zero, the continued fraction of its complement beyond.
fn normal(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let upper = if z < 2.0 {
        let (mut term, mut sum) = (z, z);
        for n in 1..80 {
            term *= -z * z / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        0.5 * (1.0 - sum * std::f64::consts::FRAC_2_SQRT_PI)
    } else {
        let fraction = (1..120).rev().fold(z, |f, n| z + f64::from(n) / 2.0 / f);
        0.5 * (-z * z).exp() / (fraction * std::f64::consts::PI.sqrt())
    };
    if x < 0.0 { upper } else { 1.0 - upper }
}

#[test]
fn activations_are_accurate() {
    let x: Vec<f32> = (-1200..=1200).map(|i| i as f32 / 200.0).collect();
    type Case = (Activation, fn(f64) -> f64, f64);
    let cases: [Case; 5] = [
        (Activation::Sigmoid, |x| 1.0 / (1.0 + (-x).exp()), 1e-6),
        (Activation::Tanh, f64::tanh, 1e-6),
        (Activation::Elu(1.0), |x| if x < 0.0 { x.exp_m1() } else { x }, 1e-6),
        (Activation::Silu, |x| x / (1.0 + (-x).exp()), 1e-6),
        // In the lower tail the rounding of x² alone is worth 18 units in the last place.
        (Activation::Gelu, |x| x * normal(x), 3e-6),
    ];
    for isa in Isa::available() {
        for (f, exact, tolerance) in cases {
            let mut y = vec![0.0; x.len()];
            isa.run(elementwise::Forward { f, x: &x, y: &mut y });
            for (&x, &y) in x.iter().zip(&y) {
                let want = exact(f64::from(x));
                let error = (f64::from(y) - want).abs();
                assert!(error <= tolerance * want.abs() + 1e-12, "{isa:?} {f:?}({x}) = {y}, not {want}");
            }
        }
    }
}

#[test]
fn activations_keep_nan_and_survive_the_ends() {
    use Activation::*;
    let x = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30, 100.0, -100.0, 0.0, -0.0];
    for isa in Isa::available() {
        for f in [Identity, Relu, LeakyRelu(0.1), Elu(1.0), Relu6, Sigmoid, Tanh] {
            let mut y = [0.0; 9];
            isa.run(elementwise::Forward { f, x: &x, y: &mut y });
            assert!(y[0].is_nan(), "{isa:?} {f:?} swallows a NaN: {y:?}");
            assert!(y[1..].iter().all(|y| !y.is_nan()), "{isa:?} {f:?} makes a NaN: {y:?}");
        }
    }
}

/// Lanes in and out in the orders that the trait promises.
struct Orders;

impl Kernel for Orders {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let count: Vec<f32> = (0..2 * S::LANES).map(|i| i as f32).collect();
        let (a, b) = (s.load(&count), s.load(&count[S::LANES..]));
        let mut out = vec![0.0; 2 * S::LANES];
        let (even, odd) = s.unzip(a, b);
        s.store(even, &mut out);
        s.store(odd, &mut out[S::LANES..]);
        let halves = |i: usize| if i < S::LANES { 2 * i } else { 2 * (i - S::LANES) + 1 };
        assert!(out.iter().enumerate().all(|(i, &x)| x == halves(i) as f32), "unzip: {out:?}");
        let (low, high) = s.zip(even, odd);
        s.store(low, &mut out);
        s.store(high, &mut out[S::LANES..]);
        assert_eq!(out, count, "zip undoes unzip");
        assert_eq!(s.sum(a), (S::LANES * (S::LANES - 1) / 2) as f32);
        let mut integers = vec![0; S::LANES];
        s.store_u16(s.add(a, s.splat(65_000.0)), &mut integers);
        assert!(integers.iter().enumerate().all(|(i, &x)| usize::from(x) == 65_000 + i), "{integers:?}");
        s.store(s.load_u16(&integers), &mut out);
        assert_eq!(out[S::LANES - 1], (65_000 + S::LANES - 1) as f32);
        for len in 0..S::LANES {
            let mut part = vec![-1.0; len];
            s.store_upto(s.load_upto(&count[..len]), &mut part);
            assert_eq!(part, count[..len]);
            let mut part = vec![9; len];
            s.store_u16_upto(s.load_u16_upto(&integers[..len]), &mut part);
            assert_eq!(part, integers[..len]);
        }
    }
}

#[test]
fn lanes_keep_their_order() {
    Isa::available().into_iter().for_each(|isa| isa.run(Orders));
}

#[test]
fn cuts_are_balanced() {
    for (len, max) in [(0, 3), (1, 3), (20, 14), (64, 14), (7, 7), (100, 1)] {
        let cuts: Vec<_> = balanced(len, max).collect();
        assert_eq!(cuts.iter().map(ExactSizeIterator::len).sum::<usize>(), len);
        let shortest = cuts.iter().map(ExactSizeIterator::len).min().unwrap_or(0);
        assert!(cuts.iter().all(|cut| cut.len() <= max && cut.len() <= shortest + 1), "{len} by {max}: {cuts:?}");
    }
}

#[test]
#[should_panic(expected = "do not fit")]
fn a_block_lies_within_its_slice() {
    Block::new(&mut [0.0; 11], 3, 4, 4);
}
