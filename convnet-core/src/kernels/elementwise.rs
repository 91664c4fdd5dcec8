//! Activations, and the loops that apply them value by value.

use super::arch::{Kernel, Simd};
use super::{Isa, math};

/// A function of one value, without parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// x.
    Identity,
    /// max(0, x).
    Relu,
    /// x, or a·x below zero.
    LeakyRelu(f32),
    /// x, or a·(eˣ − 1) below zero.
    Elu(f32),
    /// min(max(0, x), 6).
    Relu6,
    /// 1/(1 + e⁻ˣ).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x), with the exact error function.
    Gelu,
    /// x·sigmoid(x).
    Silu,
    /// x·relu6(x + 3)/6.
    Hardswish,
}

impl Activation {
    /// Whether the derivative can be had from the value alone; otherwise the backward pass needs the argument.
    ///
    /// These are also the functions that never fall: a maximum may be taken on either side of them.
    pub const fn from_output(self) -> bool {
        match self {
            Activation::Gelu | Activation::Silu | Activation::Hardswish => false,
            Activation::LeakyRelu(a) | Activation::Elu(a) => a >= 0.0,
            _ => true,
        }
    }

    /// f(x).
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(self, s: S, x: S::V) -> S::V {
        let zero = s.splat(0.0);
        match self {
            Activation::Identity => x,
            Activation::Relu => s.max(zero, x),
            Activation::LeakyRelu(a) => s.select_gt(zero, x, s.mul(x, s.splat(a)), x),
            Activation::Elu(a) => s.select_gt(zero, x, s.mul(math::exp_m1(s, x), s.splat(a)), x),
            Activation::Relu6 => s.min(s.splat(6.0), s.max(zero, x)),
            Activation::Sigmoid => math::sigmoid(s, x),
            Activation::Tanh => math::tanh(s, x),
            Activation::Gelu => s.mul(x, math::normal(s, x)),
            Activation::Silu => s.mul(x, math::sigmoid(s, x)),
            Activation::Hardswish => {
                let gate = s.min(s.splat(6.0), s.max(zero, s.add(x, s.splat(3.0))));
                s.mul(s.mul(x, gate), s.splat(1.0 / 6.0))
            }
        }
    }

    /// d·f'(x), where `y = f(x)`; looks at `x` only where [`from_output`](Activation::from_output) says no.
    #[inline(always)]
    pub(crate) fn chain<S: Simd>(self, s: S, x: S::V, y: S::V, d: S::V) -> S::V {
        let (zero, one) = (s.splat(0.0), s.splat(1.0));
        match self {
            Activation::Identity => d,
            Activation::Relu => s.select_gt(y, zero, d, zero),
            Activation::LeakyRelu(a) => {
                let sign = if a >= 0.0 { y } else { x };
                s.select_gt(sign, zero, d, s.mul(d, s.splat(a)))
            }
            Activation::Elu(a) => {
                let sign = if a >= 0.0 { y } else { x };
                s.select_gt(sign, zero, d, s.mul(d, s.add(y, s.splat(a))))
            }
            Activation::Relu6 => s.select_gt(y, zero, s.select_gt(s.splat(6.0), y, d, zero), zero),
            Activation::Sigmoid => s.mul(d, s.mul(y, s.sub(one, y))),
            Activation::Tanh => s.mul(d, s.sub(one, s.mul(y, y))),
            Activation::Gelu => s.mul(d, s.mul_add(x, math::normal_density(s, x), math::normal(s, x))),
            Activation::Silu => {
                let g = math::sigmoid(s, x);
                s.mul(d, s.mul(g, s.mul_add(x, s.sub(one, g), one)))
            }
            Activation::Hardswish => {
                let inner = s.mul_add(x, s.splat(1.0 / 3.0), s.splat(0.5));
                let right = s.select_gt(s.splat(3.0), x, inner, one);
                s.mul(d, s.select_gt(x, s.splat(-3.0), right, zero))
            }
        }
    }
}

/// What an activation is applied to: `factor · x + summand`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linear {
    pub factor: f32,
    pub summand: f32,
}

impl Linear {
    /// x itself.
    pub const SAME: Linear = Linear { factor: 1.0, summand: 0.0 };

    #[inline(always)]
    fn apply<S: Simd>(self, s: S, x: S::V) -> S::V {
        s.mul_add(s.splat(self.factor), x, s.splat(self.summand))
    }
}

/// `y = f(linear(x) + addend)`; `addend` is as long as `y` or empty, and so is `pre`, to which the arguments of f go.
#[inline(always)]
pub(crate) fn finish<S: Simd>(
    s: S,
    f: Activation,
    linear: Linear,
    x: &[f32],
    addend: &[f32],
    y: &mut [f32],
    pre: &mut [f32],
) {
    let (summed, keep) = (!addend.is_empty(), !pre.is_empty());
    for at in (0..y.len()).step_by(S::LANES) {
        let mut sum = linear.apply(s, s.load_upto(&x[at..]));
        if summed {
            sum = s.add(sum, s.load_upto(&addend[at..]));
        }
        if keep {
            s.store_upto(sum, &mut pre[at..]);
        }
        s.store_upto(f.apply(s, sum), &mut y[at..]);
    }
}

/// [`finish`] within one slice.
#[inline(always)]
pub(crate) fn finish_in_place<S: Simd>(s: S, f: Activation, linear: Linear, y: &mut [f32], pre: &mut [f32]) {
    let keep = !pre.is_empty();
    for at in (0..y.len()).step_by(S::LANES) {
        let sum = linear.apply(s, s.load_upto(&y[at..]));
        if keep {
            s.store_upto(sum, &mut pre[at..]);
        }
        s.store_upto(f.apply(s, sum), &mut y[at..]);
    }
}

/// `d = d · f'`, in place; `pre` may be empty where f' needs no arguments.
#[inline(always)]
pub(crate) fn chain_in_place<S: Simd>(s: S, f: Activation, pre: &[f32], y: &[f32], d: &mut [f32]) {
    if f == Activation::Identity {
        return;
    }
    let needs_x = !f.from_output();
    for at in (0..d.len()).step_by(S::LANES) {
        let x = if needs_x { s.load_upto(&pre[at..]) } else { s.splat(0.0) };
        let chained = f.chain(s, x, s.load_upto(&y[at..d.len()]), s.load_upto(&d[at..]));
        s.store_upto(chained, &mut d[at..]);
    }
}

/// The sum of `x`, lane by lane and then across: the same on every call with one instruction set.
#[inline(always)]
pub(crate) fn sum<S: Simd>(s: S, x: &[f32]) -> f32 {
    let mut sums = s.splat(0.0);
    for at in (0..x.len()).step_by(S::LANES) {
        sums = s.add(sums, s.load_upto(&x[at..]));
    }
    s.sum(sums)
}

/// `y = f(x)`.
pub(crate) struct Forward<'a> {
    pub f: Activation,
    pub x: &'a [f32],
    pub y: &'a mut [f32],
}

impl Kernel for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        finish(s, self.f, Linear::SAME, self.x, &[], self.y, &mut []);
    }
}

/// `y = f(a + b)`.
pub(crate) struct Sum<'a> {
    pub f: Activation,
    pub a: &'a [f32],
    pub b: &'a [f32],
    pub y: &'a mut [f32],
}

impl Kernel for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let len = self.y.len();
        for at in (0..len).step_by(S::LANES) {
            let sum = s.add(s.load_upto(&self.a[at..len]), s.load_upto(&self.b[at..len]));
            s.store_upto(self.f.apply(s, sum), &mut self.y[at..]);
        }
    }
}

/// `y = f(y + x)` in place.
pub(crate) struct SumInPlace<'a> {
    pub f: Activation,
    pub x: &'a [f32],
    pub y: &'a mut [f32],
}

impl Kernel for SumInPlace<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let len = self.y.len();
        for at in (0..len).step_by(S::LANES) {
            let sum = s.add(s.load_upto(&self.y[at..]), s.load_upto(&self.x[at..len]));
            s.store_upto(self.f.apply(s, sum), &mut self.y[at..]);
        }
    }
}

/// `d = d · f'` in place.
pub(crate) struct Chain<'a> {
    pub f: Activation,
    pub pre: &'a [f32],
    pub y: &'a [f32],
    pub d: &'a mut [f32],
}

impl Kernel for Chain<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        chain_in_place(s, self.f, self.pre, self.y, self.d);
    }
}

/// Adds to each of `sums` the sum of its part of `x`, `[sums.len(), ..]`.
pub(crate) struct AddSums<'a> {
    pub x: &'a [f32],
    pub sums: &'a mut [f32],
}

impl Kernel for AddSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let len = self.x.len() / self.sums.len();
        for (total, x) in self.sums.iter_mut().zip(self.x.chunks_exact(len)) {
            *total += sum(s, x);
        }
    }
}

/// The instruction set of steps that have no working memory to say it.
pub(crate) fn detected() -> Isa {
    static ISA: std::sync::OnceLock<Isa> = std::sync::OnceLock::new();
    *ISA.get_or_init(Isa::detect)
}
