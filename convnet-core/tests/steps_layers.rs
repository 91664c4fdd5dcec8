//! Every step but the convolution against the reference, on each instruction set where it depends on one.

mod common;

use common::{Failures, Numbers, wide, window};
use convnet_core::kernels::Isa;
use convnet_core::reference::{self, Moments};
use convnet_core::steps::{
    Act, Activation, AvgPool, BatchNorm, Dropout, Fc, Gradients, Learner, Lrn, MaxPool, Prelu, Random, Rows, RowsMut,
    Rrelu, Scratch,
};
use convnet_shape::{Padding, PoolShape, Round, Volume, Window};

const NAN: f32 = f32::NAN;
const TOLERANCE: f64 = 1e-5;

const ACTIVATIONS: [Activation; 13] = [
    Activation::LeakyRelu(-0.2),
    Activation::LeakyRelu(0.0),
    Activation::Elu(-0.3),
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.1),
    Activation::Elu(0.7),
    Activation::Relu6,
    Activation::Sigmoid,
    Activation::Tanh,
    Activation::Gelu,
    Activation::Silu,
    Activation::Hardswish,
];

fn function(f: Activation, x: &[f64]) -> Vec<f64> {
    x.iter().map(|&x| reference::activation(f, x)).collect()
}

/// Values in (−`range`, `range`) that keep clear of every activation's kinks.
fn smooth(numbers: &mut Numbers, n: usize, range: f64) -> Vec<f32> {
    let clear = |v: f32| [-3.0, 0.0, 3.0, 6.0].iter().all(|kink| (v - kink).abs() > 1e-3);
    let one = |numbers: &mut Numbers| std::iter::repeat_with(|| numbers.vec32(1, range)[0]).find(|&v| clear(v));
    (0..n).map(|_| one(numbers).expect("there are many")).collect()
}

#[test]
fn activations() {
    let mut numbers = Numbers::new(1);
    let mut failures = Failures::new();
    for f in ACTIVATIONS {
        for n in (1..=33).chain([100, 1000]) {
            let x = smooth(&mut numbers, n, 9.0);
            let d_y = numbers.vec32(n, 1.0);
            let act = Act::new(f, n);
            let mut y = vec![NAN; n];
            act.forward(&x, &mut y);
            failures.close_to(1.0, format!("{f:?}({n})"), "y", &y, &function(f, &wide(&x)), 1e-6);
            let mut d_x = vec![NAN; n];
            act.backward(&x, &y, &d_y, &mut d_x);
            let expected = reference::activation_backward(f, &wide(&x), &wide(&d_y));
            failures.close_to(1.0, format!("{f:?}({n})"), "d_x", &d_x, &expected, 1e-6);
        }
        // At the kinks, at ±0, and where e^x leaves the range of single precision.
        let x = [-1000.0, -104.0, -90.0, -20.0, -3.0, -1.0, -0.0, 0.0, 1e-30, 3.0, 6.0, 20.0, 90.0, 104.0, 1000.0];
        for (i, &x) in x.iter().enumerate() {
            let mut y = [NAN];
            let mut d_x = [NAN];
            let act = Act::new(f, 1);
            act.forward(&[x], &mut y);
            act.backward(&[x], &y, &[1.0], &mut d_x);
            let x64 = f64::from(x);
            let near =
                |found: f32, expected: f64| (f64::from(found) - expected).abs() <= 1e-6 * expected.abs().max(1.0);
            let expected = reference::activation(f, x64);
            failures.check(near(y[0], expected), || format!("{f:?}({x}), value {i}: {} for {expected}", y[0]));
            let expected = reference::activation_derivative(f, x64);
            failures.check(near(d_x[0], expected), || format!("{f:?}'({x}), value {i}: {} for {expected}", d_x[0]));
        }
    }
    failures.finish();
}

#[test]
fn prelu() {
    let mut numbers = Numbers::new(2);
    let mut failures = Failures::new();
    for (depth, plane) in [(1, 1), (3, 7), (5, 16), (33, 1), (2, 33), (17, 17)] {
        let at = 3;
        let params = numbers.vec32(at + depth + 2, 0.5);
        let x = smooth(&mut numbers, depth * plane, 2.0);
        let d_y = numbers.vec32(depth * plane, 1.0);
        let case = format!("prelu {depth} of {plane}");
        let step = Prelu::new(depth, plane, at);
        failures.check(step.end() == at + depth, || format!("{case}: end is {}", step.end()));
        let slopes = wide(&params[at..at + depth]);
        let mut y = vec![NAN; x.len()];
        step.forward(&params, &x, &mut y);
        failures.close(&case, "y", &y, &reference::prelu(&slopes, &wide(&x)), TOLERANCE);
        let mut d_x = vec![NAN; x.len()];
        let mut gradients = vec![1.0; depth];
        step.backward(&params, &x, &d_y, Some(&mut d_x), &mut Gradients::new(at, &mut gradients));
        let mut d_slopes = vec![1.0; depth];
        let expected = reference::prelu_backward(&slopes, &wide(&x), &wide(&d_y), &mut d_slopes);
        failures.close(&case, "d_x", &d_x, &expected, TOLERANCE);
        failures.close(&case, "d_slopes", &gradients, &d_slopes, TOLERANCE);
    }
    failures.finish();
}

#[test]
fn rrelu_and_dropout() {
    let mut numbers = Numbers::new(3);
    let mut failures = Failures::new();
    for n in [1, 2, 15, 16, 17, 33, 500] {
        let x = smooth(&mut numbers, n, 2.0);
        let d_y = numbers.vec32(n, 1.0);
        let random = Random::new(7).part(n as u64);
        let drawn: Vec<f64> = (0..n as u64).map(|i| f64::from(random.uniform(i))).collect();

        let case = format!("rrelu {n}");
        let step = Rrelu::new(0.125, 0.25, n);
        let mut y = vec![NAN; n];
        step.infer(&x, &mut y);
        failures.close(&case, "infer y", &y, &reference::rrelu(&vec![0.1875; n], &wide(&x)), TOLERANCE);
        let slopes: Vec<f64> = drawn.iter().map(|u| 0.125 + 0.125 * u).collect();
        let mut y = vec![NAN; n];
        step.forward(&x, &mut y, random);
        failures.close(&case, "forward y", &y, &reference::rrelu(&slopes, &wide(&x)), TOLERANCE);
        let mut d_x = vec![NAN; n];
        step.backward(&x, &d_y, &mut d_x, random);
        let expected = reference::rrelu_backward(&slopes, &wide(&x), &wide(&d_y));
        failures.close(&case, "d_x", &d_x, &expected, TOLERANCE);

        for p in [0.0_f32, 0.3, 0.5, 0.9] {
            let case = format!("dropout({p}) {n}");
            let keep: Vec<bool> = drawn.iter().map(|&u| u >= f64::from(p)).collect();
            let step = Dropout::new(p, n);
            let mut y = vec![NAN; n];
            step.forward(&x, &mut y, random);
            failures.close(&case, "y", &y, &reference::dropout(p.into(), &keep, &wide(&x)), TOLERANCE);
            let mut d_x = vec![NAN; n];
            step.backward(&d_y, &mut d_x, random);
            let expected = reference::dropout_backward(p.into(), &keep, &wide(&d_y));
            failures.close(&case, "d_x", &d_x, &expected, TOLERANCE);
        }
    }
    failures.finish();
}

/// The mean of what is kept and the stream's evenness: a stuck generator would pass the comparison above.
#[test]
fn random_streams_are_even_and_differ() {
    let random = Random::new(1);
    let n = 20_000;
    let mean = |stream: Random| (0..n).map(|i| f64::from(stream.uniform(i))).sum::<f64>() / n as f64;
    // Four standard deviations of the mean of n uniform numbers.
    let bound = 4.0 * (1.0 / 12.0 / n as f64).sqrt();
    for part in 0..20 {
        let stream = random.part(part);
        assert!((mean(stream) - 0.5).abs() < bound, "stream {part}: mean {}", mean(stream));
        let next = random.part(part + 1);
        let product: f64 =
            (0..n).map(|i| (f64::from(stream.uniform(i)) - 0.5) * (f64::from(next.uniform(i)) - 0.5)).sum();
        assert!((12.0 * product / n as f64).abs() < 4.0 / (n as f64).sqrt(), "streams {part} and {} agree", part + 1);
    }
}

#[test]
fn lrn() {
    let mut numbers = Numbers::new(4);
    let mut failures = Failures::new();
    for (width, height, depth) in [(1, 1, 1), (3, 5, 4), (4, 4, 16), (1, 2, 33), (17, 1, 7)] {
        let volume = Volume::new(width, height, depth);
        for size in [1, 2, 3, 4, 5, 9, 40] {
            for (alpha, beta, k) in [(1e-4, 0.75, 1.0), (0.9, 0.75, 2.0), (0.5, 0.5, 1.5), (0.3, 1.2, 0.7)] {
                let case = format!("{volume:?} lrn({size}, {alpha}, {beta}, {k})");
                let x = numbers.vec32(volume.len(), 3.0);
                let d_y = numbers.vec32(volume.len(), 1.0);
                let step = Lrn::new(volume, size, alpha, beta, k);
                let (plane, alpha, beta, k) = (volume.plane(), f64::from(alpha), f64::from(beta), f64::from(k));
                let expected = reference::lrn(plane, size, alpha, beta, k, &wide(&x));
                let mut y = vec![NAN; x.len()];
                step.infer(&x, &mut y);
                failures.close(&case, "infer y", &y, &expected, TOLERANCE);
                let mut y = vec![NAN; x.len()];
                let mut scale = vec![NAN; x.len()];
                step.forward(&x, &mut y, &mut scale);
                failures.close(&case, "forward y", &y, &expected, TOLERANCE);
                let mut d_x = vec![NAN; x.len()];
                step.backward(&x, &y, &scale, &d_y, &mut d_x);
                let expected = reference::lrn_backward(plane, size, alpha, beta, k, &wide(&x), &wide(&d_y));
                failures.close(&case, "d_x", &d_x, &expected, TOLERANCE);
            }
        }
    }
    failures.finish();
}

#[test]
fn batch_norm() {
    let mut numbers = Numbers::new(5);
    let mut failures = Failures::new();
    for (images, depth, plane) in [(2, 1, 1), (1, 3, 4), (4, 5, 7), (3, 17, 16), (5, 2, 33), (64, 3, 1)] {
        // A sum takes in what can be differentiated by its value.
        let sums = ACTIVATIONS.into_iter().filter(|f| f.from_output()).map(|f| (f, true));
        for (f, summed) in ACTIVATIONS.map(|f| (f, false)).into_iter().chain(sums) {
            let case = format!("bn of {images} x {depth} x {plane}, sum {summed}, {f:?}");
            let (at, state_at, eps, momentum) = (3, 2, 1e-5_f32, 0.1_f32);
            let step = BatchNorm::new(depth, plane, at, state_at, eps, momentum).activation(f);
            failures.check(step.end() == at + 2 * depth, || format!("{case}: end {}", step.end()));
            failures
                .check(step.state_end() == state_at + 2 * depth, || format!("{case}: state_end {}", step.state_end()));
            let len = depth * plane;
            let params = numbers.vec32(at + 2 * depth + 1, 2.0);
            let gamma = wide(&params[at..][..depth]);
            let beta = wide(&params[at + depth..][..depth]);
            // Far from zero, where E[x²] − E[x]² would lose all digits.
            let shift = 30.0 * numbers.uniform() as f32;
            let eps64 = f64::from(eps);
            let (x, addend, z) = loop {
                let x: Vec<f32> = numbers.vec32(images * len, 2.0).iter().map(|v| v + shift).collect();
                let addend = numbers.vec32(if summed { x.len() } else { 0 }, 2.0);
                let mut z = reference::batch_norm(plane, eps64, &gamma, &beta, &wide(&x));
                z.iter_mut().zip(wide(&addend)).for_each(|(z, addend)| *z += addend);
                if z.iter().all(|z| [-3.0, 0.0, 3.0, 6.0].iter().all(|kink| (z - kink).abs() > 1e-4)) {
                    break (x, addend, z);
                }
            };
            let step_of = |image: usize| if summed { step.plus(&addend[image * len..][..len]) } else { step };
            let d_y = numbers.vec32(x.len(), 1.0);
            let mut state = vec![7.0; state_at];
            state.extend(numbers.vec32(depth, 1.0));
            state.extend(numbers.vec32(depth, 1.0).iter().map(|v| v.abs() + 0.1));
            state.push(7.0);

            let running =
                Moments { mean: wide(&state[state_at..][..depth]), var: wide(&state[state_at + depth..][..depth]) };
            let mut expected = reference::batch_norm_infer(plane, eps64, &gamma, &beta, &running, &wide(&x));
            expected.iter_mut().zip(wide(&addend)).for_each(|(y, addend)| *y += addend);
            let mut y = vec![NAN; x.len()];
            for (i, (x, y)) in x.chunks(len).zip(y.chunks_mut(len)).enumerate() {
                step_of(i).infer(&params, &state, x, y);
            }
            // An activation with a kink may stand next to it here, but only its derivative jumps.
            failures.close(&case, "infer y", &y, &function(f, &expected), TOLERANCE);

            let mut sums = vec![NAN; images * step.sums()];
            for (x, sums) in x.chunks(len).zip(sums.chunks_mut(step.sums())) {
                step.sum(x, sums);
            }
            let mut moments = vec![NAN; step.sums()];
            step.merge(sums.chunks(step.sums()), &mut moments, &mut state, true);
            let mut y = vec![NAN; x.len()];
            for (i, (x, y)) in x.chunks(len).zip(y.chunks_mut(len)).enumerate() {
                step_of(i).apply(&params, &moments, x, y);
            }
            // Single precision knows an x near 30 to 2e-6, and dividing by a small deviation enlarges that.
            let least = Moments::of(depth, plane, &wide(&x)).var.into_iter().fold(f64::INFINITY, f64::min);
            let tolerance = 2e-5 + 4e-6 / (least + eps64).sqrt();
            failures.close(&case, "y", &y, &function(f, &z), tolerance);
            if images * plane > 1 {
                let mut running = running;
                reference::running_update(plane, f64::from(momentum), &mut running, &wide(&x));
                failures.close(&case, "running_mean", &state[state_at..][..depth], &running.mean, TOLERANCE);
                failures.close(&case, "running_var", &state[state_at + depth..][..depth], &running.var, TOLERANCE);
            }
            failures.check(state[..state_at] == [7.0; 2] && state[state_at + 2 * depth] == 7.0, || {
                format!("{case}: writes to others' state")
            });

            let mut d = d_y.clone();
            let mut d_sums = vec![NAN; images * step.sums()];
            for i in 0..images {
                let image = i * len..(i + 1) * len;
                let d_sums = &mut d_sums[i * step.sums()..][..step.sums()];
                step.sum_backward(&params, &moments, &x[image.clone()], &y[image.clone()], &mut d[image], d_sums);
            }
            let mut back = vec![NAN; step.back()];
            let mut gradients = vec![NAN; 2 * depth];
            let learner = &mut Learner::keep(&params, Gradients::new(at, &mut gradients));
            step.merge_backward(d_sums.chunks(step.sums()), &mut back, learner);
            let mut d_x = vec![NAN; x.len()];
            for i in 0..images {
                let image = i * len..(i + 1) * len;
                step.apply_backward(&moments, &back, &x[image.clone()], &d[image.clone()], &mut d_x[image]);
            }
            let d_z = reference::activation_backward(f, &z, &wide(&d_y));
            if summed {
                failures.close_to(1.0, &case, "d_addend", &d, &d_z, tolerance);
            }
            let mut d_gamma = vec![0.0; depth];
            let mut d_beta = vec![0.0; depth];
            let expected =
                reference::batch_norm_backward(plane, eps64, &gamma, &wide(&x), &d_z, &mut d_gamma, &mut d_beta);
            // Of two images of one value the whole gradient cancels: measured against its factor.
            let scale = gamma.iter().zip(Moments::of(depth, plane, &wide(&x)).var);
            let scale = scale.fold(0.0, |m: f64, (g, var)| m.max(g.abs() / (var + eps64).sqrt()));
            let error = d_x.iter().zip(&expected).map(|(&d, e)| (f64::from(d) - e).abs()).fold(0.0, f64::max);
            failures.check(error <= 2.0 * tolerance * scale, || format!("{case}: d_x is {error:e} off, scale {scale}"));
            failures.check(d_x.iter().all(|d| d.is_finite()), || format!("{case}: d_x is not finite"));
            let most = d_beta.iter().chain(&d_gamma).fold(1.0, |m: f64, v| m.max(v.abs()));
            for (what, found, expected) in
                [("d_gamma", &gradients[..depth], &d_gamma), ("d_beta", &gradients[depth..], &d_beta)]
            {
                let error = found.iter().zip(expected).map(|(&g, e)| (f64::from(g) - e).abs()).fold(0.0, f64::max);
                failures.check(error <= tolerance * most && found.iter().all(|g| g.is_finite()), || {
                    format!("{case}: {what}: expected {expected:?}, found {found:?}")
                });
            }
        }
    }
    failures.finish();
}

fn pool_windows() -> Vec<Window> {
    let ceil = |w| Window { round: Round::Ceil, ..w };
    let same = |size| Window { padding: Padding::Same, ..window(size, (1, 1), (0, 0)) };
    vec![
        window((1, 1), (1, 1), (0, 0)),
        window((2, 2), (2, 2), (0, 0)),
        window((3, 3), (2, 2), (0, 0)),
        window((3, 3), (1, 1), (1, 1)),
        window((2, 3), (2, 1), (1, 1)),
        window((3, 2), (1, 3), (0, 1)),
        window((2, 2), (3, 4), (0, 0)),
        window((5, 4), (2, 3), (2, 2)),
        ceil(window((2, 2), (2, 2), (0, 0))),
        ceil(window((3, 3), (2, 2), (0, 0))),
        ceil(window((3, 3), (2, 2), (1, 1))),
        ceil(window((4, 3), (3, 3), (2, 1))),
        ceil(window((2, 2), (4, 5), (1, 1))),
        same((2, 2)),
        same((3, 4)),
    ]
}

#[test]
fn pools() {
    let mut numbers = Numbers::new(6);
    let mut failures = Failures::new();
    let mut volumes = vec![Volume::new(1, 1, 1), Volume::new(7, 9, 3), Volume::new(8, 6, 5), Volume::new(5, 12, 2)];
    volumes.extend((1..=33).map(|n| Volume::new(n, 5, 2)));
    for input in volumes {
        for window in pool_windows() {
            if let Ok(shape) = convnet_shape::max_pool(input, &window) {
                max_pool(&shape, &mut numbers, &mut failures);
            }
            if let Ok(shape) = convnet_shape::avg_pool(input, &window) {
                avg_pool(&shape, &mut numbers, &mut failures);
            }
        }
        avg_pool(&convnet_shape::global_avg_pool(input).expect("always fits"), &mut numbers, &mut failures);
    }
    failures.finish();
}

fn max_pool(shape: &PoolShape, numbers: &mut Numbers, failures: &mut Failures) {
    let step = MaxPool::new(*shape);
    let n = shape.input.len();
    let d_y = numbers.vec32(shape.output.len(), 1.0);
    let distinct: Vec<f32> = numbers.distinct(n, 0.01).iter().map(|&v| v as f32).collect();
    // Many equal values: the first counts.
    let tied: Vec<f32> = (0..n).map(|_| numbers.below(3) as f32 - 5.0).collect();
    for (name, x) in [("distinct", distinct), ("tied", tied)] {
        let case = format!("max {name} {shape:?}");
        let (expected, expected_index) = reference::max_pool(shape, &wide(&x));
        let mut y = vec![NAN; d_y.len()];
        step.infer(&x, &mut y);
        failures.close(&case, "infer y", &y, &expected, 0.0);
        let mut y = vec![NAN; d_y.len()];
        let mut index = vec![u16::MAX; d_y.len()];
        step.forward(&x, &mut y, &mut index);
        failures.close(&case, "forward y", &y, &expected, 0.0);
        failures.check(index == expected_index, || format!("{case}: index {index:?}, expected {expected_index:?}"));
        let mut d_x = vec![NAN; n];
        step.backward(&index, &d_y, &mut d_x);
        let expected = reference::max_pool_backward(shape, &expected_index, &wide(&d_y));
        failures.close(&case, "d_x", &d_x, &expected, TOLERANCE);
    }
}

fn avg_pool(shape: &PoolShape, numbers: &mut Numbers, failures: &mut Failures) {
    let step = AvgPool::new(*shape);
    let case = format!("avg {shape:?}");
    let x = numbers.vec32(shape.input.len(), 2.0);
    let d_y = numbers.vec32(shape.output.len(), 1.0);
    let mut y = vec![NAN; d_y.len()];
    step.forward(&x, &mut y);
    failures.close(&case, "y", &y, &reference::avg_pool(shape, &wide(&x)), TOLERANCE);
    let mut d_x = vec![NAN; x.len()];
    step.backward(&d_y, &mut d_x);
    failures.close(&case, "d_x", &d_x, &reference::avg_pool_backward(shape, &wide(&d_y)), TOLERANCE);
}

/// What goes into a fully connected layer, and what the reference makes of it.
struct FcCase {
    at: usize,
    params: Vec<f32>,
    x: Vec<f32>,
    d_y: Vec<f32>,
    y: Vec<f64>,
    d_x: Vec<f64>,
    d_params: Vec<f64>,
}

impl FcCase {
    fn new(inputs: usize, units: usize, rows: usize, f: Activation, numbers: &mut Numbers) -> FcCase {
        let at = 3;
        let shape = convnet_shape::fc(Volume::new(1, 1, inputs), units).expect("fits");
        let d_y = numbers.vec32(rows * units, 1.0);
        // Away from the kinks, where single precision may stand on the other side.
        let (params, x, z) = loop {
            let mut params = numbers.vec32(at, 9.0);
            params.extend(numbers.vec32(inputs * units, 4.0 / (inputs as f64).sqrt()));
            params.extend(numbers.vec32(units + 2, 1.0));
            let x = numbers.vec32(rows * inputs, 1.5);
            let wide_params = wide(&params[at..]);
            let (w, b) = wide_params.split_at(inputs * units);
            let z: Vec<f64> = x.chunks(inputs).flat_map(|x| reference::fc(&shape, w, &b[..units], &wide(x))).collect();
            if z.iter().all(|z| [-3.0, 0.0, 3.0, 6.0].iter().all(|kink| (z - kink).abs() > 1e-5)) {
                break (params, x, z);
            }
        };
        let w = wide(&params[at..][..inputs * units]);
        let d_z = reference::activation_backward(f, &z, &wide(&d_y));
        let mut d_params = vec![0.0; shape.params()];
        let (d_w, d_b) = d_params.split_at_mut(inputs * units);
        let pairs = x.chunks(inputs).zip(d_z.chunks(units));
        let d_x = pairs.flat_map(|(x, d)| reference::fc_backward(&shape, &w, &wide(x), d, d_w, d_b)).collect();
        FcCase { at, params, x, d_y, y: function(f, &z), d_x, d_params }
    }
}

fn check_fc(inputs: usize, units: usize, rows: usize, f: Activation, numbers: &mut Numbers, failures: &mut Failures) {
    let tolerance = 2e-5;
    let FcCase { at, params, x, d_y, y: expected_y, d_x: expected_d_x, d_params } =
        FcCase::new(inputs, units, rows, f, numbers);
    let shape = convnet_shape::fc(Volume::new(1, 1, inputs), units).expect("fits");
    let step = Fc::new(shape, at).activation(f);
    for isa in Isa::available() {
        let scratch = &mut Scratch::new(isa);
        let case = format!("{isa:?}: {rows} rows of {inputs} -> fc({units}) -> {f:?}");
        failures.check(step.end() == at + shape.params(), || format!("{case}: end is {}", step.end()));
        let mut y = vec![NAN; rows * units];
        step.infer(&params, Rows::new(&x, inputs), RowsMut::new(&mut y, units), scratch);
        failures.close(&case, "infer y", &y, &expected_y, tolerance);
        let mut y = vec![NAN; rows * units];
        let mut pre = vec![NAN; rows * step.kept_pre()];
        step.forward(&params, Rows::new(&x, inputs), RowsMut::new(&mut y, units), &mut pre, scratch);
        failures.close(&case, "forward y", &y, &expected_y, tolerance);
        for wanted in [true, false] {
            let mut d_x = vec![NAN; x.len()];
            let mut d = d_y.clone();
            // Gradients are written, not added; the neighbours' stay.
            let mut gradients = vec![NAN; shape.params() + 2];
            gradients[0] = 7.0;
            gradients[shape.params() + 1] = 7.0;
            step.backward(
                Rows::new(&x, inputs),
                Rows::new(&y, units),
                &pre,
                RowsMut::new(&mut d, units),
                wanted.then(|| RowsMut::new(&mut d_x, inputs)),
                &mut Learner::keep(&params, Gradients::new(at - 1, &mut gradients)),
                scratch,
            );
            if wanted {
                failures.close(&case, "d_x", &d_x, &expected_d_x, tolerance);
            }
            let (own, weights) = (&gradients[1..=shape.params()], inputs * units);
            failures.close(&case, "d_weights", &own[..weights], &d_params[..weights], tolerance);
            failures.close(&case, "d_bias", &own[weights..], &d_params[weights..], tolerance);
            let others = [gradients[0], gradients[shape.params() + 1]];
            failures.check(others == [7.0; 2], || format!("{case}: writes to others' gradients: {others:?}"));
        }
    }
}

#[test]
fn fc_of_every_remainder() {
    let mut numbers = Numbers::new(7);
    let mut failures = Failures::new();
    for n in 1..=33 {
        check_fc(n, 5, 4, Activation::Relu, &mut numbers, &mut failures);
        check_fc(6, n, 3, Activation::Relu, &mut numbers, &mut failures);
        check_fc(7, 3, n, Activation::Relu, &mut numbers, &mut failures);
        check_fc(n, 31 + n, 12 + n, Activation::Gelu, &mut numbers, &mut failures);
        check_fc(n, n, n, Activation::Identity, &mut numbers, &mut failures);
    }
    check_fc(7, 3, 0, Activation::Relu, &mut numbers, &mut failures);
    failures.finish();
}

#[test]
fn fc_of_several_blocks_and_every_activation() {
    let mut numbers = Numbers::new(8);
    let mut failures = Failures::new();
    for f in ACTIVATIONS {
        check_fc(37, 11, 9, f, &mut numbers, &mut failures);
    }
    for (inputs, units, rows) in
        [(2880, 10, 64), (530, 130, 70), (1030, 37, 1), (19, 700, 35), (300, 5, 261), (700, 33, 300)]
    {
        check_fc(inputs, units, rows, Activation::Relu, &mut numbers, &mut failures);
    }
    failures.finish();
}

/// The product over a batch may be cut among threads, but not so that a sum is added up in another order.
#[test]
fn fc_has_the_same_bits_on_any_number_of_threads() {
    let mut numbers = Numbers::new(9);
    for (inputs, units, rows) in
        [(2880, 100, 256), (2880, 100, 64), (530, 130, 70), (100, 1030, 33), (900, 10, 300), (4099, 17, 5), (3, 5, 1)]
    {
        let shape = convnet_shape::fc(Volume::new(1, 1, inputs), units).expect("fits");
        let step = Fc::new(shape, 0).activation(Activation::Relu);
        let params = numbers.vec32(shape.params(), 0.1);
        let x = numbers.vec32(rows * inputs, 1.0);
        let d_y = numbers.vec32(rows * units, 1.0);
        for isa in Isa::available() {
            let run = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                let scratch = &mut Scratch::new(isa);
                pool.install(|| {
                    let mut y = vec![NAN; rows * units];
                    let mut d = d_y.clone();
                    let mut d_x = vec![NAN; x.len()];
                    let mut gradients = vec![NAN; shape.params()];
                    step.forward(&params, Rows::new(&x, inputs), RowsMut::new(&mut y, units), &mut [], scratch);
                    step.backward(
                        Rows::new(&x, inputs),
                        Rows::new(&y, units),
                        &[],
                        RowsMut::new(&mut d, units),
                        Some(RowsMut::new(&mut d_x, inputs)),
                        &mut Learner::keep(&params, Gradients::new(0, &mut gradients)),
                        scratch,
                    );
                    [y, d_x, gradients].map(|values| values.into_iter().map(f32::to_bits).collect::<Vec<_>>())
                })
            };
            let one = run(1);
            for threads in [2, 3, 4, 7] {
                assert!(one == run(threads), "{isa:?}: {rows} rows of {inputs} -> fc({units}) on {threads} threads");
            }
        }
    }
}

/// Steps without working memory of their own run on the set that `CONVNET_ISA` names: all tests above, on each.
#[test]
fn each_instruction_set_forced() {
    let own = "each_instruction_set_forced";
    for isa in Isa::available() {
        let tests = std::env::current_exe().expect("this test's file");
        let run = std::process::Command::new(tests)
            .args(["--skip", own])
            .env("CONVNET_ISA", format!("{isa:?}").to_lowercase())
            .output()
            .expect("runs again");
        assert!(run.status.success(), "{isa:?}: {}", String::from_utf8_lossy(&run.stdout));
    }
}
