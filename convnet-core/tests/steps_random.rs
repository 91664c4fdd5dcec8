//! Random geometries against the reference, on each instruction set of this machine: what no table thought of.
//!
//! `CONVNET_RANDOM_CASES` asks for more of them than a normal run has time for, `CONVNET_RANDOM_SEED` for others.

mod common;
mod fused;

use common::{Failures, Numbers, wide};
use convnet_core::kernels::Isa;
use convnet_core::reference;
use convnet_core::steps::{Activation, AvgPool, Fc, Gradients, Learner, MaxPool, Rows, RowsMut, Scratch};
use convnet_shape::{ConvShape, FcShape, Padding, Pair, PoolShape, Round, Volume, Window};
use fused::{Case, Tail, run_random};

const ACTIVATIONS: [Activation; 7] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(-0.2),
    Activation::LeakyRelu(0.1),
    Activation::Tanh,
    Activation::Gelu,
    Activation::Hardswish,
];

/// A number from the environment.
fn asked(name: &str, default: usize) -> usize {
    std::env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name}={value}")))
}

fn cases(default: usize) -> usize {
    asked("CONVNET_RANDOM_CASES", default)
}

fn seed(default: u64) -> u64 {
    asked("CONVNET_RANDOM_SEED", 0) as u64 * 1000 + default
}

/// In 1..=`most`.
fn upto(n: &mut Numbers, most: usize) -> usize {
    1 + n.below(most)
}

/// In 1..=`most`, every second one 1.
fn often_one(n: &mut Numbers, most: usize) -> usize {
    if n.below(2) == 0 { 1 } else { upto(n, most) }
}

fn any_window(n: &mut Numbers, size: usize, stride: usize, pad: usize, dilation: usize) -> Window {
    let pair = |n: &mut Numbers, one: fn(&mut Numbers, usize) -> usize, most: usize| {
        let x = one(n, most);
        // Most windows are square.
        Pair::new(x, if n.below(3) > 0 { x } else { one(n, most) })
    };
    let pads = pair(n, often_one, pad + 1);
    let padding = match n.below(4) {
        0 => Padding::Same,
        _ => Padding::Number(Pair::new(pads.x - 1, pads.y - 1)),
    };
    Window {
        size: pair(n, upto, size),
        stride: if padding == Padding::Same { Pair::square(1) } else { pair(n, often_one, stride) },
        padding,
        dilation: pair(n, often_one, dilation),
        round: [Round::Exact, Round::Floor, Round::Ceil][n.below(3)],
    }
}

/// A convolution of at most `macs` multiply-adds.
fn any_conv(n: &mut Numbers, macs: u64) -> ConvShape {
    loop {
        let groups = often_one(n, 5);
        let (depth, filters) = (groups * often_one(n, 12), groups * often_one(n, 40));
        let input = Volume::new(upto(n, 40), upto(n, 40), depth);
        let window = any_window(n, 9, 5, 6, 4);
        match convnet_shape::conv(input, &window, filters, groups, n.below(3) > 0) {
            // Sums over nothing but padding are 0 without a bias, where activations have their kinks.
            Ok(shape) if shape.macs() <= macs && (shape.bias || shape.pad.x + shape.pad.y == 0) => return shape,
            _ => {}
        }
    }
}

/// A pooling of `input`, if one is found that fits.
fn any_pool(n: &mut Numbers, input: Volume, average: bool) -> Option<PoolShape> {
    (0..20).find_map(|_| {
        let window = any_window(n, 5, 5, 3, 1);
        if average { convnet_shape::avg_pool(input, &window) } else { convnet_shape::max_pool(input, &window) }.ok()
    })
}

#[test]
fn convolutions() {
    let mut n = Numbers::new(seed(1));
    let all = (0..cases(400)).map(|_| {
        let shape = any_conv(&mut n, 60_000);
        let a = ACTIVATIONS[n.below(ACTIVATIONS.len())];
        let tail = match (n.below(5), any_pool(&mut n, shape.output, false)) {
            (0, _) => Tail::Nothing,
            (1, _) => Tail::Sum(a),
            (2, _) | (_, None) => Tail::Act(a),
            (3, Some(pool)) => Tail::ActPool(a, pool),
            (_, Some(pool)) => Tail::PoolAct(pool, a),
        };
        Case { shape, tail }
    });
    run_random(seed(2), all);
}

#[test]
fn pools() {
    let mut n = Numbers::new(seed(3));
    let mut failures = Failures::new();
    for _ in 0..cases(500) {
        let input = Volume::new(upto(&mut n, 40), upto(&mut n, 40), upto(&mut n, 3));
        let (x_max, x_avg) = (n.distinct(input.len(), 0.25), n.vec(input.len(), 2.0));
        let narrow = |values: &[f64]| values.iter().map(|&v| v as f32).collect::<Vec<_>>();
        if let Some(shape) = any_pool(&mut n, input, false) {
            let d_y = n.vec32(shape.output.len(), 1.0);
            let (expected, taps) = reference::max_pool(&shape, &x_max);
            let (mut y, mut index) = (vec![f32::NAN; expected.len()], vec![u16::MAX; expected.len()]);
            MaxPool::new(shape).forward(&narrow(&x_max), &mut y, &mut index);
            failures.close(format!("{shape:?}"), "y", &y, &expected, 0.0);
            failures.check(index == taps, || format!("{shape:?}: other taps"));
            let mut d_x = vec![f32::NAN; input.len()];
            MaxPool::new(shape).backward(&index, &d_y, &mut d_x);
            failures.close(
                format!("{shape:?}"),
                "d_x",
                &d_x,
                &reference::max_pool_backward(&shape, &taps, &wide(&d_y)),
                1e-6,
            );
        }
        if let Some(shape) = any_pool(&mut n, input, true) {
            let (x, d_y) = (narrow(&x_avg), n.vec32(shape.output.len(), 1.0));
            let (mut y, mut d_x) = (vec![f32::NAN; d_y.len()], vec![f32::NAN; input.len()]);
            AvgPool::new(shape).forward(&x, &mut y);
            failures.close(format!("{shape:?}"), "average", &y, &reference::avg_pool(&shape, &wide(&x)), 1e-5);
            AvgPool::new(shape).backward(&d_y, &mut d_x);
            let expected = reference::avg_pool_backward(&shape, &wide(&d_y));
            failures.close(format!("{shape:?}"), "average d_x", &d_x, &expected, 1e-5);
        }
    }
    failures.finish();
}

#[test]
fn fully_connected() {
    let mut n = Numbers::new(seed(4));
    let mut failures = Failures::new();
    let mut scratches: Vec<Scratch> = Isa::available().into_iter().map(Scratch::new).collect();
    for _ in 0..cases(150) {
        let (inputs, units, count) = (upto(&mut n, 300), upto(&mut n, 70), upto(&mut n, 40));
        let shape = FcShape { input: Volume::new(1, 1, inputs), output: Volume::new(1, 1, units) };
        let step = Fc::new(shape, 0).activation(Activation::Tanh);
        let (params, x) = (n.vec32(step.end(), 0.3), n.vec32(count * inputs, 1.0));
        let d_y = n.vec32(count * units, 1.0);
        let weights = wide(&params);
        let (w, b) = weights.split_at(inputs * units);
        let (mut y64, mut d_x64, mut d_w64, mut d_b64) = (vec![], vec![], vec![0.0; w.len()], vec![0.0; units]);
        for (x, d_y) in wide(&x).chunks(inputs).zip(wide(&d_y).chunks(units)) {
            let z = reference::fc(&shape, w, b, x);
            y64.extend(z.iter().map(|z| z.tanh()));
            let d_z = reference::activation_backward(Activation::Tanh, &z, d_y);
            d_x64.extend(reference::fc_backward(&shape, w, x, &d_z, &mut d_w64, &mut d_b64));
        }
        for scratch in &mut scratches {
            let name = format!("{:?}: {count} rows of {inputs} -> {units}", scratch.isa());
            let (mut y, mut d_x) = (vec![f32::NAN; count * units], vec![f32::NAN; x.len()]);
            let mut gradients = vec![f32::NAN; params.len()];
            step.forward(&params, Rows::new(&x, inputs), RowsMut::new(&mut y, units), &mut [], scratch);
            failures.close(&name, "y", &y, &y64, 2e-5);
            step.backward(
                Rows::new(&x, inputs),
                Rows::new(&y, units),
                &[],
                RowsMut::new(&mut d_y.clone(), units),
                Some(RowsMut::new(&mut d_x, inputs)),
                &mut Learner::keep(&params, Gradients::new(0, &mut gradients)),
                scratch,
            );
            failures.close(&name, "d_x", &d_x, &d_x64, 5e-5);
            failures.close(&name, "d_weights", &gradients[..w.len()], &d_w64, 5e-5);
            failures.close(&name, "d_bias", &gradients[w.len()..], &d_b64, 5e-5);
        }
    }
    failures.finish();
}

/// Large convolutions are shared out among threads: output and kept indices must not show how.
#[test]
fn convolutions_have_the_same_bits_on_any_number_of_threads() {
    let mut n = Numbers::new(seed(5));
    for _ in 0..cases(12).min(200) {
        let shape = loop {
            let shape = any_conv(&mut n, 20_000_000);
            if shape.macs() >= 2_500_000 && shape.groups == 1 {
                break shape;
            }
        };
        let sum = Tail::Sum(Activation::Gelu);
        let tail = any_pool(&mut n, shape.output, false).map_or(sum, |p| Tail::ActPool(Activation::Gelu, p));
        let tail = if n.below(2) == 0 { sum } else { tail };
        let case = Case { shape, tail };
        let given = case.given(0, &mut n);
        let step = case.step(0);
        let step = if given.addend.is_empty() { step } else { step.plus(&given.addend) };
        for isa in Isa::available() {
            let results = [1, 2, 3, 7].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                let mut scratch = Scratch::new(isa);
                let (mut y, mut pre) = (vec![0.0; step.output().len()], vec![0.0; step.kept_pre()]);
                let mut index = vec![0; step.kept_index()];
                pool.install(|| {
                    step.forward(&given.params, &given.x, &mut y, &mut index, &mut pre, &mut scratch);
                });
                let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                (bits(&y), bits(&pre), index)
            });
            assert!(results.iter().all(|r| *r == results[0]), "{isa:?}: {case}: bits depend on threads");
        }
    }
}
