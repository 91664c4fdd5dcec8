//! The fused convolution against the reference: every geometry, every activation, pooling before and behind it, on
//! each instruction set of this machine.

mod common;
mod fused;

use common::{Failures, Numbers, wide, window};
use convnet_core::kernels::Isa;
use convnet_core::reference;
use convnet_core::steps::{Activation, BatchNorm, Conv, Gradients, Kept, Scratch};
use convnet_shape::{ConvShape, Padding, Pair, PoolShape, Round, Volume, Window};
use fused::{Case, Expected, Given, Tail, run_all};

fn same(size: (usize, usize)) -> Window {
    Window { padding: Padding::Same, ..window(size, (1, 1), (0, 0)) }
}

fn dilated(size: (usize, usize), stride: (usize, usize), pad: (usize, usize), dilation: (usize, usize)) -> Window {
    Window { dilation: Pair::new(dilation.0, dilation.1), ..window(size, stride, pad) }
}

fn ceil(window: Window) -> Window {
    Window { round: Round::Ceil, ..window }
}

/// (input, window, filters, groups, bias) of many kinds.
fn geometries() -> Vec<ConvShape> {
    let v = Volume::new;
    let rows = [
        (v(1, 1, 1), window((1, 1), (1, 1), (0, 0)), 1, 1, true),
        (v(7, 5, 3), window((1, 1), (1, 1), (0, 0)), 4, 1, true),
        (v(9, 9, 5), window((1, 1), (2, 2), (0, 0)), 7, 1, false),
        (v(28, 28, 1), window((5, 5), (1, 1), (0, 0)), 20, 1, true),
        (v(12, 12, 20), window((5, 5), (1, 1), (0, 0)), 40, 1, true),
        (v(17, 13, 3), window((3, 3), (1, 1), (1, 1)), 8, 1, true),
        (v(8, 8, 16), window((3, 3), (1, 1), (1, 1)), 16, 1, false),
        (v(9, 11, 3), window((3, 5), (1, 1), (0, 0)), 5, 1, true),
        (v(11, 9, 2), window((5, 3), (2, 1), (2, 0)), 3, 1, true),
        (v(10, 12, 4), window((2, 4), (1, 3), (1, 2)), 6, 1, true),
        (v(13, 13, 3), window((3, 3), (2, 2), (1, 1)), 9, 1, true),
        (v(14, 15, 3), window((7, 7), (2, 2), (3, 3)), 11, 1, false),
        (v(35, 35, 3), window((11, 11), (4, 4), (2, 2)), 16, 1, true),
        (v(9, 9, 2), window((2, 2), (3, 3), (0, 0)), 4, 1, true),
        (v(12, 10, 4), window((3, 2), (5, 4), (0, 0)), 3, 1, false),
        (v(8, 6, 6), window((3, 3), (1, 1), (1, 1)), 4, 2, true),
        (v(7, 7, 9), window((3, 3), (2, 2), (1, 1)), 6, 3, false),
        (v(9, 8, 7), window((3, 3), (1, 1), (1, 1)), 7, 7, true),
        (v(9, 8, 5), window((3, 3), (2, 2), (1, 1)), 15, 5, true),
        (v(6, 6, 34), window((1, 1), (1, 1), (0, 0)), 34, 17, true),
        (v(11, 12, 3), dilated((3, 3), (1, 1), (2, 2), (2, 2)), 5, 1, true),
        (v(13, 9, 4), dilated((3, 2), (2, 1), (0, 1), (3, 4)), 6, 2, false),
        (v(15, 15, 2), dilated((5, 5), (1, 1), (6, 6), (3, 3)), 3, 1, true),
        (v(9, 7, 3), same((2, 2)), 5, 1, true),
        (v(9, 7, 3), same((4, 6)), 5, 1, true),
        (v(6, 9, 4), same((5, 2)), 6, 2, false),
        (v(7, 6, 3), Window { dilation: Pair::new(3, 2), ..same((2, 4)) }, 4, 1, true),
        (v(8, 8, 3), ceil(window((3, 3), (2, 2), (0, 0))), 5, 1, true),
        (v(10, 7, 2), ceil(window((4, 3), (3, 3), (1, 1))), 5, 1, true),
        (v(9, 10, 3), ceil(dilated((2, 3), (4, 3), (0, 1), (2, 2))), 4, 1, false),
        (v(12, 11, 5), window((6, 5), (1, 1), (1, 2)), 7, 1, true),
        (v(13, 14, 34), window((4, 7), (1, 1), (0, 1)), 22, 2, true),
        (v(3, 3, 2), window((3, 3), (1, 1), (0, 0)), 5, 1, true),
        (v(2, 2, 3), window((3, 3), (1, 1), (2, 2)), 4, 1, true),
        (v(4, 4, 2), window((3, 3), (2, 2), (4, 5)), 3, 1, true),
        (v(40, 3, 2), window((9, 3), (1, 1), (4, 1)), 3, 1, true),
        (v(3, 41, 2), window((1, 7), (1, 2), (0, 3)), 3, 1, true),
        (v(5, 5, 70), window((3, 3), (1, 1), (1, 1)), 66, 1, true),
        (v(6, 5, 130), window((1, 1), (1, 1), (0, 0)), 33, 1, true),
        // Filters in the lanes: short rows and strides.
        (v(7, 7, 24), window((3, 3), (1, 1), (1, 1)), 48, 1, true),
        (v(9, 14, 22), window((3, 3), (2, 2), (1, 1)), 80, 1, false),
        (v(13, 31, 18), window((1, 1), (2, 2), (0, 0)), 32, 1, true),
        (v(23, 34, 6), window((5, 3), (2, 3), (2, 0)), 32, 2, true),
        (v(9, 40, 4), window((2, 3), (3, 4), (0, 2)), 16, 1, true),
        (v(7, 19, 3), dilated((3, 3), (1, 2), (2, 1), (2, 1)), 16, 1, false),
    ];
    rows.into_iter()
        .map(|(input, window, filters, groups, bias)| {
            convnet_shape::conv(input, &window, filters, groups, bias)
                .unwrap_or_else(|e| panic!("{input:?} {window:?}: {e:?}"))
        })
        .collect()
}

/// Poolings of many kinds, as far as they fit.
fn pools(input: Volume) -> Vec<PoolShape> {
    let rows = [
        window((2, 2), (2, 2), (0, 0)),
        window((3, 3), (2, 2), (0, 0)),
        window((3, 3), (2, 2), (1, 1)),
        ceil(window((2, 2), (2, 2), (0, 0))),
        ceil(window((3, 3), (2, 2), (1, 1))),
        window((2, 3), (1, 1), (1, 0)),
        window((3, 2), (1, 3), (0, 1)),
        window((1, 2), (2, 3), (0, 0)),
        window((4, 4), (4, 4), (2, 2)),
        same((2, 2)),
    ];
    rows.into_iter().filter_map(|window| convnet_shape::max_pool(input, &window).ok()).collect()
}

const ACTIVATIONS: [Activation; 12] = [
    Activation::LeakyRelu(-0.2),
    Activation::LeakyRelu(0.0),
    Activation::Elu(-0.3),
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

#[test]
fn every_geometry_alone_and_with_relu_pools_and_a_sum() {
    run_all(
        1,
        geometries().into_iter().flat_map(|shape| {
            let mut tails = vec![Tail::Nothing, Tail::Act(Activation::Relu), Tail::Sum(Activation::Identity)];
            for pool in pools(shape.output).into_iter().take(4) {
                tails.push(Tail::Pool(pool));
                tails.push(Tail::ActPool(Activation::Relu, pool));
                tails.push(Tail::PoolAct(pool, Activation::Relu));
            }
            tails.into_iter().map(move |tail| Case { shape, tail })
        }),
    );
}

#[test]
fn every_activation_before_and_behind_every_pool() {
    let shapes = [
        convnet_shape::conv(Volume::new(11, 9, 3), &window((3, 3), (1, 1), (1, 1)), 5, 1, true),
        convnet_shape::conv(Volume::new(9, 10, 4), &window((2, 3), (1, 1), (0, 0)), 6, 2, false),
        convnet_shape::conv(Volume::new(21, 6, 2), &window((4, 2), (1, 1), (0, 0)), 19, 1, true),
    ];
    run_all(
        2,
        shapes.into_iter().flat_map(|shape| {
            let shape = shape.expect("fits");
            let mut tails = ACTIVATIONS.map(Tail::Act).to_vec();
            tails.extend(ACTIVATIONS.map(Tail::Sum));
            for pool in pools(shape.output) {
                tails.push(Tail::Pool(pool));
                tails.extend(ACTIVATIONS.map(|a| Tail::ActPool(a, pool)));
                tails.extend(ACTIVATIONS.map(|a| Tail::PoolAct(pool, a)));
            }
            tails.into_iter().map(move |tail| Case { shape, tail })
        }),
    );
}

/// Every remainder of the register tiles and vectors in each direction.
#[test]
fn every_remainder() {
    run_all(
        3,
        (1..=33).flat_map(|n| {
            let three = window((3, 3), (1, 1), (1, 1));
            let one = window((1, 1), (1, 1), (0, 0));
            let fit = |input, window, filters, groups| {
                convnet_shape::conv(input, &window, filters, groups, true).expect("fits")
            };
            let shapes = [
                fit(Volume::new(7, 5, 2), three, n, 1),
                fit(Volume::new(n, 4, 3), three, 3, 1),
                fit(Volume::new(4, n, 3), three, 3, 1),
                fit(Volume::new(5, 3, n), three, 5, 1),
                fit(Volume::new(5, 3, n), three, n, n),
                fit(Volume::new(n, 2, 5), one, 9, 1),
                fit(Volume::new(3, 3, n), one, n, 1),
                fit(Volume::new(2 * n, 6, 2), window((3, 3), (2, 2), (1, 1)), 4, 1),
            ];
            shapes.into_iter().flat_map(|shape| {
                let pool = window((2, 2), (2, 2), (0, 0));
                let fused = convnet_shape::max_pool(shape.output, &pool).map(|p| Tail::PoolAct(p, Activation::Relu));
                let tails = [Some(Tail::Act(Activation::Relu)), Some(Tail::Sum(Activation::Relu)), fused.ok()];
                tails.into_iter().flatten().map(move |tail| Case { shape, tail })
            })
        }),
    );
}

/// Large enough for several blocks of any cache blocking.
#[test]
fn several_blocks() {
    let fit =
        |input, window, filters, groups| convnet_shape::conv(input, &window, filters, groups, true).expect("fits");
    let shapes = [
        fit(Volume::new(37, 35, 6), window((3, 3), (1, 1), (1, 1)), 70, 1),
        fit(Volume::new(9, 9, 300), window((3, 3), (1, 1), (1, 1)), 37, 1),
        fit(Volume::new(5, 4, 530), window((1, 1), (1, 1), (0, 0)), 261, 1),
        // Filters of 1024 weights, 4 KiB apart, have a tile of their own.
        fit(Volume::new(7, 6, 1024), window((1, 1), (1, 1), (0, 0)), 29, 1),
        fit(Volume::new(64, 9, 40), window((4, 4), (1, 1), (0, 0)), 9, 1),
        fit(Volume::new(70, 66, 3), window((7, 7), (2, 2), (3, 3)), 18, 1),
    ];
    run_all(
        4,
        shapes.into_iter().flat_map(|shape| {
            let pool = convnet_shape::max_pool(shape.output, &window((2, 2), (2, 2), (0, 0))).expect("fits");
            [Tail::Nothing, Tail::ActPool(Activation::Relu, pool), Tail::Sum(Activation::Tanh)]
                .map(|tail| Case { shape, tail })
        }),
    );
}

/// In use a batch normalisation is a part of the convolution, whose weights may be packed for it once: on any number of
/// threads the same bits, and less than 10⁻⁵ of the largest output from those of exact sums.
#[test]
fn folded_normalisations() {
    let mut numbers = Numbers::new(6);
    let mut failures = Failures::new();
    let v = Volume::new;
    for (input, window, filters, groups, bias, minimal) in [
        (v(7, 7, 200), window((3, 3), (1, 1), (1, 1)), 144, 1, false, true),
        (v(14, 13, 96), window((3, 3), (2, 2), (1, 1)), 80, 2, true, false),
        (v(27, 28, 100), window((1, 1), (2, 2), (0, 0)), 96, 1, false, false),
        (v(9, 9, 40), window((3, 3), (1, 1), (1, 1)), 40, 1, true, false),
        // Minimal filtering along the rows only, with filters and channels of every remainder.
        (v(7, 7, 512), window((3, 3), (1, 1), (1, 1)), 512, 1, false, true),
        (v(8, 8, 37), window((3, 3), (1, 1), (1, 1)), 70, 1, true, true),
        (v(7, 6, 76), window((3, 3), (1, 1), (1, 1)), 90, 2, false, true),
        (v(9, 10, 27), window((3, 3), (1, 1), (0, 0)), 33, 1, true, true),
        (v(4, 9, 20), window((3, 3), (1, 1), (2, 0)), 17, 1, true, true),
        // In both directions.
        (v(14, 13, 230), window((3, 3), (1, 1), (1, 1)), 100, 1, false, true),
        (v(13, 12, 80), window((5, 5), (1, 1), (2, 2)), 92, 2, true, true),
    ] {
        let shape = convnet_shape::conv(input, &window, filters, groups, bias).expect("fits");
        let case = Case { shape, tail: Tail::Act(Activation::Relu) };
        let given = case.given(0, &mut numbers);
        let (depth, plane) = (shape.output.depth, shape.output.plane());
        let norm = BatchNorm::new(depth, plane, 0, 0, 1e-5, 0.1).activation(Activation::Relu);
        let of_norm = numbers.vec32(norm.end(), 1.0);
        let state: Vec<f32> = numbers.vec32(norm.state_end(), 1.0).iter().map(|x| x.abs() + 0.5).collect();
        let (w, b) = given.params.split_at(shape.weights());
        let z = reference::conv(&shape, &wide(w), &wide(b), &wide(&given.x));
        let ((gamma, beta), (mean, var)) = (of_norm.split_at(depth), state.split_at(depth));
        let expected: Vec<f64> = z
            .iter()
            .enumerate()
            .map(|(i, z)| {
                let [gamma, beta, mean, var] = [gamma, beta, mean, var].map(|numbers| f64::from(numbers[i / plane]));
                (gamma * (z - mean) / (var + 1e-5).sqrt() + beta).max(0.0)
            })
            .collect();
        for isa in Isa::available() {
            let run = |step: Conv, threads| {
                let mut folded = vec![f32::NAN; step.folded()];
                step.fold(&given.params, &norm.folded(&of_norm, &state), &mut folded);
                let mut y = vec![f32::NAN; shape.output.len()];
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                let mut scratch = Scratch::new(isa);
                pool.install(|| step.infer_folded(&norm, &given.params, &folded, &given.x, &mut y, &mut scratch));
                y
            };
            let step = Conv::new(shape, 0);
            let [one, three] = [1, 3].map(|threads| run(step, threads));
            assert_eq!(one, three, "{isa:?}: {case}");
            let exact = run(step.exact(), 1);
            assert_eq!(one != exact, minimal, "{isa:?}: {case}: whether products are summed as they stand");
            failures.close(format!("{isa:?}: {case}"), "folded y", &one, &expected, 1e-5);
            failures.close(format!("{isa:?}: {case}"), "exact y", &exact, &expected, 3e-6);
        }
    }
    failures.finish();
}

/// Values that single precision computes exactly: the first of equal maxima counts, and relu passes nothing at 0.
#[test]
fn ties_and_kinks() {
    let mut numbers = Numbers::new(5);
    let mut failures = Failures::new();
    for isa in Isa::available() {
        let mut scratch = Scratch::new(isa);
        let shape = convnet_shape::conv(Volume::new(9, 8, 2), &window((2, 2), (1, 1), (0, 0)), 5, 1, true).unwrap();
        for pool in pools(shape.output) {
            for tail in [Tail::Pool(pool), Tail::PoolAct(pool, Activation::Relu), Tail::Act(Activation::Relu)] {
                let case = Case { shape, tail };
                let mut given = case.given(0, &mut numbers);
                given.params.iter_mut().chain(&mut given.x).for_each(|v| *v = v.round());
                let expected = case.expected(0, &given);
                match tail {
                    Tail::Act(_) => assert_eq!(expected.margin, 0.0, "an argument stands on the kink"),
                    _ => assert!(has_ties(&case, &pool, &given), "some maxima are equal"),
                }
                case.run_tied(&given, &expected, &mut scratch, &mut failures);
            }
        }
    }
    failures.finish();
}

/// Whether it matters for this case which of equal maxima counts: preferring the last gives other indices.
fn has_ties(case: &Case, pool: &PoolShape, given: &Given) -> bool {
    let params = wide(&given.params);
    let (w, b) = params.split_at(case.shape.weights());
    let z = reference::conv(&case.shape, w, b, &wide(&given.x));
    let last: Vec<f64> = z.iter().enumerate().map(|(i, z)| z + 1e-9 * i as f64).collect();
    reference::max_pool(pool, &z).1 != reference::max_pool(pool, &last).1
}

impl Case {
    fn run_tied(&self, given: &Given, expected: &Expected, scratch: &mut Scratch, failures: &mut Failures) {
        let name = format!("{:?}, tied: {self}", scratch.isa());
        let step = self.step(0);
        let mut y = vec![f32::NAN; self.output().len()];
        let mut index = vec![u16::MAX; step.kept_index()];
        step.forward(&given.params, &given.x, &mut y, &mut index, &mut [], scratch);
        failures.close(&name, "y", &y, &expected.y, 0.0);
        let mut packed = vec![0.0; step.packed_backward()];
        step.pack_backward(&given.params, &mut packed);
        let mut d_x = vec![f32::NAN; given.x.len()];
        let mut gradients = vec![0.0; self.shape.params()];
        let kept = Kept { x: &given.x, y: &y, index: &index, pre: &[] };
        let d_params = &mut Gradients::new(0, &mut gradients);
        step.backward(&packed, kept, &mut given.d_y.clone(), Some(&mut d_x), d_params, scratch);
        failures.close(&name, "d_x", &d_x, &expected.d_x, 1e-5);
        failures.close(&name, "d_weights", &gradients[..self.shape.weights()], &expected.d_w, 1e-5);
    }
}
