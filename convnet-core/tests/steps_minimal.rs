//! Winograd's convolutions against the reference: every remainder of tiles and vectors, poolings that cut tiles in two,
//! several strips and blocks of channels, on each instruction set of this machine.

mod common;
mod fused;

use common::{Numbers, window};
use convnet_core::kernels::Isa;
use convnet_core::steps::{Activation, Gradients, Kept, Scratch};
use convnet_shape::{ConvShape, Volume};
use fused::{Case, Tail, run_all};

fn square(
    size: usize,
    (width, height, depth): (usize, usize, usize),
    pad: (usize, usize),
    filters: usize,
    groups: usize,
) -> ConvShape {
    let window = window((size, size), (1, 1), pad);
    convnet_shape::conv(Volume::new(width, height, depth), &window, filters, groups, true).expect("fits")
}

fn three(input: (usize, usize, usize), pad: (usize, usize), filters: usize, groups: usize) -> ConvShape {
    square(3, input, pad, filters, groups)
}

fn five(input: (usize, usize, usize), pad: (usize, usize), filters: usize, groups: usize) -> ConvShape {
    square(5, input, pad, filters, groups)
}

/// Outputs with and without minimal filtering.
fn both_ways(case: &Case, isa: Isa, numbers: &mut Numbers) -> [Vec<f32>; 2] {
    let given = case.given(0, numbers);
    [case.step(0), case.step(0).exact()].map(|step| {
        let mut y = vec![f32::NAN; case.output().len()];
        step.infer(&given.params, &given.x, &mut y, &mut Scratch::new(isa));
        y
    })
}

/// Shapes of every kind, all of them worth it.
fn shapes() -> Vec<ConvShape> {
    let mut shapes = vec![
        three((8, 8, 16), (1, 1), 16, 1),
        three((12, 10, 32), (0, 0), 48, 1),
        three((13, 11, 46), (2, 2), 47, 1),
        three((9, 14, 31), (2, 0), 63, 1),
        three((16, 15, 64), (1, 1), 48, 2),
        five((12, 12, 32), (2, 2), 32, 1),
        five((13, 11, 46), (4, 3), 47, 1),
        five((16, 15, 40), (0, 2), 63, 1),
        five((15, 12, 64), (2, 2), 64, 2),
    ];
    shapes.extend((7..23).map(|n| three((n, 29 - n, 47), (1, 1), 40 + n, 1)));
    shapes.extend((7..23).map(|n| five((n, 29 - n, 40 + n), (2, 2), 47, 1)));
    shapes
}

/// Several blocks of channels, of one strip and of more; several bands.
fn large_shapes() -> [ConvShape; 4] {
    [
        three((12, 12, 230), (1, 1), 35, 1),
        three((35, 30, 200), (1, 1), 32, 1),
        three((46, 41, 240), (1, 1), 32, 1),
        five((24, 21, 230), (2, 2), 32, 1),
    ]
}

#[test]
fn agrees_with_the_reference() {
    run_all(
        11,
        shapes().into_iter().flat_map(|shape| {
            let pool = |size, stride, pad| {
                convnet_shape::max_pool(shape.output, &window((size, size), (stride, stride), (pad, pad)))
                    .expect("fits")
            };
            [
                Tail::Nothing,
                Tail::Sum(Activation::Gelu),
                Tail::ActPool(Activation::Tanh, pool(2, 2, 0)),
                Tail::PoolAct(pool(3, 2, 1), Activation::Sigmoid),
                Tail::ActPool(Activation::Gelu, pool(3, 3, 0)),
            ]
            .map(|tail| Case { shape, tail })
        }),
    );
    run_all(15, large_shapes().map(|shape| Case { shape, tail: Tail::Sum(Activation::Gelu) }));
}

/// It is in use, can be turned off, and costs less than 10⁻⁵ of the largest output.
#[test]
fn differs_by_roundings_from_exact_sums() {
    let mut numbers = Numbers::new(12);
    for shape in shapes().into_iter().chain(large_shapes()) {
        let case = Case { shape, tail: Tail::Nothing };
        for isa in Isa::available() {
            let [minimal, exact] = both_ways(&case, isa, &mut numbers);
            let largest = exact.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
            let error = minimal.iter().zip(&exact).fold(0.0_f32, |m, (a, b)| m.max((a - b).abs()));
            assert!(error > 0.0, "{isa:?}: {case}: both ways are the same");
            assert!(error < 1e-5 * largest, "{isa:?}: {case}: off by {error:e} of {largest}");
        }
    }
}

/// What would take more time than it saves is summed as it stands.
#[test]
fn leaves_small_layers_alone() {
    let mut numbers = Numbers::new(13);
    for shape in [
        three((28, 28, 1), (1, 1), 20, 1),
        three((32, 32, 3), (1, 1), 16, 1),
        three((3, 3, 16), (1, 1), 16, 1),
        five((28, 28, 1), (0, 0), 20, 1),
        five((12, 12, 20), (0, 0), 40, 1),
    ] {
        let [minimal, exact] = both_ways(&Case { shape, tail: Tail::Nothing }, Isa::detect(), &mut numbers);
        assert_eq!(minimal, exact, "{shape:?}");
    }
}

/// By rows and by filters: outputs, gradients and kept indices do not show how the work was shared out.
#[test]
fn has_the_same_bits_on_any_number_of_threads() {
    let mut numbers = Numbers::new(14);
    for shape in [
        three((40, 37, 32), (1, 1), 33, 1),
        three((14, 13, 70), (1, 1), 150, 1),
        three((24, 20, 64), (1, 1), 96, 2),
        five((27, 26, 32), (2, 2), 70, 1),
    ] {
        let pool = convnet_shape::max_pool(shape.output, &window((3, 3), (2, 2), (0, 0))).expect("fits");
        for tail in [Tail::Sum(Activation::Gelu), Tail::ActPool(Activation::Gelu, pool)] {
            let case = Case { shape, tail };
            let given = case.given(0, &mut numbers);
            let step = case.step(0);
            let step = if given.addend.is_empty() { step } else { step.plus(&given.addend) };
            let mut packed = vec![0.0; step.packed_backward()];
            step.pack_backward(&given.params, &mut packed);
            for isa in Isa::available() {
                let results = [1, 2, 3, 7, 16].map(|threads| {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                    let mut scratch = Scratch::new(isa);
                    let (mut y, mut pre) = (vec![0.0; step.output().len()], vec![0.0; step.kept_pre()]);
                    let (mut index, mut d_x) = (vec![0; step.kept_index()], vec![0.0; given.x.len()]);
                    let mut gradients = vec![0.0; shape.params()];
                    pool.install(|| {
                        step.forward(&given.params, &given.x, &mut y, &mut index, &mut pre, &mut scratch);
                        let kept = Kept { x: &given.x, y: &y, index: &index, pre: &pre };
                        let d_params = &mut Gradients::new(0, &mut gradients);
                        step.backward(&packed, kept, &mut given.d_y.clone(), Some(&mut d_x), d_params, &mut scratch);
                    });
                    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                    (bits(&y), bits(&pre), index, bits(&d_x), bits(&gradients))
                });
                assert!(results.iter().all(|r| *r == results[0]), "{isa:?}: {case}: bits depend on threads");
            }
        }
    }
}
