//! A convolution with what it takes in, run on every instruction set and compared with the reference.
#![allow(dead_code, reason = "each test file uses a part of it")]

use super::common::{Failures, Numbers, wide};
use convnet_core::kernels::Isa;
use convnet_core::reference;
use convnet_core::steps::{Activation, Conv, Gradients, Kept, Scratch};
use convnet_shape::{ConvShape, Pair, PoolShape, Volume};
use std::fmt;

/// What stands behind the convolution.
#[derive(Clone, Copy)]
pub enum Tail {
    Nothing,
    Act(Activation),
    Pool(PoolShape),
    ActPool(Activation, PoolShape),
    PoolAct(PoolShape, Activation),
    /// Another branch's values come to it before the activation.
    Sum(Activation),
}

/// One row of a table.
pub struct Case {
    pub shape: ConvShape,
    pub tail: Tail,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let s = &self.shape;
        let pair = |p: Pair| format!("{}x{}", p.x, p.y);
        let (i, o) = (s.input, s.output);
        write!(
            f,
            "{}x{}x{} conv({}, {}, stride {}, pad {}, dilation {}, groups {}, bias {}) -> {}x{}",
            i.width,
            i.height,
            i.depth,
            pair(s.window),
            o.depth,
            pair(s.stride),
            pair(s.pad),
            pair(s.dilation),
            s.groups,
            s.bias,
            o.width,
            o.height
        )?;
        let pool = |p: PoolShape| format!("pool({}, stride {}, pad {})", pair(p.window), pair(p.stride), pair(p.pad));
        match self.tail {
            Tail::Nothing => Ok(()),
            Tail::Act(a) => write!(f, " -> {a:?}"),
            Tail::Pool(p) => write!(f, " -> {}", pool(p)),
            Tail::ActPool(a, p) => write!(f, " -> {a:?} -> {}", pool(p)),
            Tail::PoolAct(p, a) => write!(f, " -> {} -> {a:?}", pool(p)),
            Tail::Sum(a) => write!(f, " + addend -> {a:?}"),
        }
    }
}

/// What the reference says about a case; all of one image.
pub struct Expected {
    pub y: Vec<f64>,
    pub d_x: Vec<f64>,
    pub d_w: Vec<f64>,
    pub d_b: Vec<f64>,
    /// That of the addend of a sum; otherwise empty.
    pub d_addend: Vec<f64>,
    /// The largest sum before activation and pooling.
    pub largest: f64,
    /// How far the nearest decision (which value is the largest, on which side of a kink) is from falling otherwise.
    pub margin: f64,
}

/// The inputs of a case.
pub struct Given {
    pub params: Vec<f32>,
    pub x: Vec<f32>,
    pub d_y: Vec<f32>,
    /// Empty without a sum.
    pub addend: Vec<f32>,
}

impl Case {
    pub fn step(&self, at: usize) -> Conv<'static> {
        let conv = Conv::new(self.shape, at);
        match self.tail {
            Tail::Nothing => conv,
            Tail::Act(a) | Tail::Sum(a) => conv.activation(a),
            Tail::Pool(p) => conv.pool(p),
            Tail::ActPool(a, p) => conv.activation(a).pool(p),
            Tail::PoolAct(p, a) => conv.pool(p).activation(a),
        }
    }

    pub fn output(&self) -> Volume {
        match self.tail {
            Tail::Nothing | Tail::Act(_) | Tail::Sum(_) => self.shape.output,
            Tail::Pool(p) | Tail::ActPool(_, p) | Tail::PoolAct(p, _) => p.output,
        }
    }

    pub fn given(&self, at: usize, numbers: &mut Numbers) -> Given {
        let fan_in = self.shape.weights() / self.shape.output.depth;
        let mut params = numbers.vec32(at, 9.0);
        params.extend(numbers.vec32(self.shape.weights(), 4.0 / (fan_in as f64).sqrt()));
        params.extend(numbers.vec32(self.shape.params() - self.shape.weights(), 1.0));
        params.extend(numbers.vec32(3, 9.0));
        let x = numbers.vec32(self.shape.input.len(), 1.5);
        let d_y = numbers.vec32(self.output().len(), 1.0);
        let addend = if matches!(self.tail, Tail::Sum(_)) { numbers.vec32(d_y.len(), 2.0) } else { Vec::new() };
        Given { params, x, d_y, addend }
    }

    pub fn expected(&self, at: usize, given: &Given) -> Expected {
        let params = wide(&given.params[at..]);
        let (w, b) = params.split_at(self.shape.weights());
        let b = &b[..self.shape.params() - self.shape.weights()];
        let x = wide(&given.x);
        let d_y = wide(&given.d_y);
        let mut z = reference::conv(&self.shape, w, b, &x);
        z.iter_mut().zip(&given.addend).for_each(|(z, &addend)| *z += f64::from(addend));
        let largest = z.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
        let f = |a: Activation, x: &[f64]| x.iter().map(|&x| reference::activation(a, x)).collect::<Vec<_>>();
        let mut margin = f64::INFINITY;
        let (y, d_z) = match self.tail {
            Tail::Nothing => (z, d_y),
            Tail::Act(a) | Tail::Sum(a) => {
                margin = margin.min(kink_margin(a, &z));
                (f(a, &z), reference::activation_backward(a, &z, &d_y))
            }
            Tail::Pool(p) => {
                margin = margin.min(pool_margin(&p, &z));
                let (y, index) = reference::max_pool(&p, &z);
                (y, reference::max_pool_backward(&p, &index, &d_y))
            }
            Tail::ActPool(a, p) => {
                let v = f(a, &z);
                margin = margin.min(kink_margin(a, &z)).min(pool_margin(&p, &z)).min(pool_margin(&p, &v));
                let (y, index) = reference::max_pool(&p, &v);
                let d_v = reference::max_pool_backward(&p, &index, &d_y);
                (y, reference::activation_backward(a, &z, &d_v))
            }
            Tail::PoolAct(p, a) => {
                let (v, index) = reference::max_pool(&p, &z);
                margin = margin.min(pool_margin(&p, &z)).min(kink_margin(a, &v));
                let d_v = reference::activation_backward(a, &v, &d_y);
                (f(a, &v), reference::max_pool_backward(&p, &index, &d_v))
            }
        };
        let mut d_w = vec![0.0; w.len()];
        let mut d_b = vec![0.0; b.len()];
        let d_x = reference::conv_backward(&self.shape, w, &x, &d_z, &mut d_w, &mut d_b);
        let d_addend = if matches!(self.tail, Tail::Sum(_)) { d_z } else { Vec::new() };
        Expected { y, d_x, d_w, d_b, d_addend, largest, margin }
    }

    /// Runs the case on every instruction set; `false` where no inputs were found that decide it clearly. Gradients
    /// are measured against their largest value, which counts as at least `floor`.
    pub fn run(&self, floor: f64, scratches: &mut [Scratch], numbers: &mut Numbers, failures: &mut Failures) -> bool {
        let at = 5;
        // Single precision must not be able to decide otherwise than double precision does.
        let clear = (0..50).find_map(|_| {
            let given = self.given(at, numbers);
            let expected = self.expected(at, &given);
            (expected.margin > 1e-5).then_some((given, expected))
        });
        let Some((given, expected)) = clear else { return false };
        for scratch in scratches {
            self.run_on(at, &given, &expected, floor, scratch, failures);
        }
        true
    }

    pub fn run_on(
        &self,
        at: usize,
        given: &Given,
        expected: &Expected,
        floor: f64,
        scratch: &mut Scratch,
        failures: &mut Failures,
    ) {
        let step = self.step(at);
        let name = format!("{:?}: {self}", scratch.isa());
        let Given { params, x, d_y, addend } = given;
        let summed = if addend.is_empty() { step } else { step.plus(addend) };
        let weights = self.shape.weights();
        let len = self.output().len();
        failures.check(step.output() == self.output(), || format!("{name}: output is {:?}", step.output()));
        failures.check(step.end() == at + self.shape.params(), || format!("{name}: end is {}", step.end()));

        // Whatever is not written stays NaN and fails.
        let nan = f32::NAN;
        let mut y = vec![nan; len];
        let mut exact = vec![nan; len];
        summed.infer(params, x, &mut y, scratch);
        summed.exact().infer(params, x, &mut exact, scratch);
        // Minimal filtering is off by a part of the largest sum, of which a function may make a smaller output.
        let least = if y == exact { 1e-6 } else { expected.largest };
        let tolerance = 2e-5;
        failures.close_to(least, &name, "infer y", &y, &expected.y, tolerance);

        let mut y = vec![nan; len];
        let mut index = vec![u16::MAX; step.kept_index()];
        let mut pre = vec![nan; step.kept_pre()];
        summed.forward(params, x, &mut y, &mut index, &mut pre, scratch);
        failures.close_to(least, &name, "forward y", &y, &expected.y, tolerance);

        let mut packed = vec![nan; step.packed_backward()];
        step.pack_backward(params, &mut packed);
        let kept = Kept { x, y: &y, index: &index, pre: &pre };
        for wanted in [true, false] {
            // The stretch of the gradient array starts before the step's own and holds the other images' sums.
            let mut gradients = vec![1.0; self.shape.params() + 2 + 3];
            let mut d_x = vec![nan; x.len()];
            let mut d_y = d_y.clone();
            let d_params = &mut Gradients::new(at - 2, &mut gradients);
            step.backward(&packed, kept, &mut d_y, wanted.then_some(&mut d_x), d_params, scratch);
            if !addend.is_empty() {
                // So is the argument of the derivative.
                failures.close_to(floor.max(least), &name, "d_addend", &d_y, &expected.d_addend, tolerance);
            }
            if wanted {
                failures.close_to(floor, &name, "d_x", &d_x, &expected.d_x, tolerance);
            }
            let others = [&gradients[..2], &gradients[self.shape.params() + 2..]].concat();
            failures.check(others == [1.0; 5], || format!("{name}: writes to others' gradients: {others:?}"));
            let added: Vec<f32> = gradients[2..][..self.shape.params()].iter().map(|g| g - 1.0).collect();
            // The 1 that was there costs digits where gradients are small.
            let scale = expected.d_w.iter().chain(&expected.d_b).fold(1e-3, |m: f64, v| m.max(v.abs()));
            let tolerance = tolerance * (1.0 / scale).max(1.0);
            failures.close_to(floor, &name, "d_weights", &added[..weights], &expected.d_w, tolerance);
            failures.close_to(floor, &name, "d_bias", &added[weights..], &expected.d_b, tolerance);
        }
    }
}

/// How near the arguments of an activation come to its kinks.
fn kink_margin(a: Activation, z: &[f64]) -> f64 {
    let kinks: &[f64] = match a {
        Activation::Relu | Activation::LeakyRelu(_) | Activation::Elu(_) => &[0.0],
        Activation::Relu6 => &[0.0, 6.0],
        Activation::Hardswish => &[-3.0, 3.0],
        _ => &[],
    };
    z.iter().flat_map(|z| kinks.iter().map(move |k| (z - k).abs())).fold(f64::INFINITY, f64::min)
}

/// How near the second value of a window comes to the largest; equal values (of relu) have equal gradients, 0.
fn pool_margin(pool: &PoolShape, x: &[f64]) -> f64 {
    let mut margin = f64::INFINITY;
    let (largest, _) = reference::max_pool(pool, x);
    for (out, &largest) in largest.iter().enumerate() {
        let plane = pool.output.plane();
        let (c, row, column) = (out / plane, out % plane / pool.output.width, out % pool.output.width);
        let along = |at: usize, stride: usize, size: usize, pad: usize, len: usize| {
            (at * stride).max(pad) - pad..(at * stride + size).min(len + pad) - pad
        };
        for y in along(row, pool.stride.y, pool.window.y, pool.pad.y, pool.input.height) {
            for x_at in along(column, pool.stride.x, pool.window.x, pool.pad.x, pool.input.width) {
                let value = x[(c * pool.input.height + y) * pool.input.width + x_at];
                if value != largest {
                    margin = margin.min(largest - value);
                }
            }
        }
    }
    margin
}

pub fn scratches() -> Vec<Scratch> {
    let available = Isa::available();
    assert!(available.contains(&Isa::Scalar), "the scalar kernels run everywhere");
    available.into_iter().map(Scratch::new).collect()
}

/// Runs the cases of a table, every one of them.
pub fn run_all(seed: u64, cases: impl IntoIterator<Item = Case>) {
    let (ran, all) = run_cases(1e-6, seed, cases);
    assert_eq!(ran, all, "every case of the table has inputs that decide it clearly");
}

/// Runs random cases, at least three in four: large planes seldom keep clear of every kink. Their gradients are sums of
/// terms of the order of 1, which may cancel, or vanish where a function is flat.
pub fn run_random(seed: u64, cases: impl IntoIterator<Item = Case>) {
    let (ran, all) = run_cases(0.2, seed, cases);
    assert!(4 * ran >= 3 * all, "only {ran} of {all} cases have inputs that decide them clearly");
}

fn run_cases(floor: f64, seed: u64, cases: impl IntoIterator<Item = Case>) -> (usize, usize) {
    let mut scratches = scratches();
    let mut numbers = Numbers::new(seed);
    let mut failures = Failures::new();
    let (mut ran, mut all) = (0, 0);
    for case in cases {
        all += 1;
        ran += usize::from(case.run(floor, &mut scratches, &mut numbers, &mut failures));
    }
    failures.finish();
    (ran, all)
}
