//! Fully connected layers whose weights are stored as bfloat16, against the reference with the weights rounded.

mod common;

use common::{Failures, Numbers, wide};
use convnet_core::kernels::Isa;
use convnet_core::reference;
use convnet_core::steps::{Fc, Kernels, Rows, RowsMut, Scratch};
use convnet_shape::{FcShape, Volume};

/// To a multiple of 2⁻⁷ of its power of two, of two to the even one.
fn rounded(w: f64) -> f64 {
    let place = 2.0_f64.powi(w.abs().log2().floor() as i32 - 7);
    (w / place).round_ties_even() * place
}

fn layer(inputs: usize, units: usize) -> FcShape {
    convnet_shape::fc(Volume::new(1, 1, inputs), units).expect("fits")
}

fn scratch(isa: Isa) -> Scratch {
    Scratch::new(Kernels { bf16: true, ..Kernels::from(isa) })
}

fn infer(step: &Fc, shape: &FcShape, params: &[f32], x: &[f32], scratch: &mut Scratch) -> Vec<f32> {
    let (inputs, units) = (shape.input.len(), shape.output.len());
    let mut y = vec![f32::NAN; x.len() / inputs * units];
    step.infer(params, Rows::new(x, inputs), RowsMut::new(&mut y, units), scratch);
    y
}

/// Every remainder of scalar products and of images in the lanes; parameters that change are rounded anew.
#[test]
fn agrees_with_the_reference_on_rounded_weights() {
    let (mut numbers, mut failures) = (Numbers::new(31), Failures::new());
    let mut cases: Vec<(usize, usize, usize)> = (1..=40).map(|n| (n, 41 - n, n % 7 + 1)).collect();
    cases.extend((1..=40).map(|n| (n + 380, n + 30, n)));
    cases.extend([(2880, 100, 64), (4099, 33, 50), (1000, 10, 70)]);
    for (inputs, units, rows) in cases {
        let shape = layer(inputs, units);
        let step = Fc::new(shape, 2);
        for isa in Isa::available() {
            let mut scratch = scratch(isa);
            for round in 0..2 {
                let params = numbers.vec32(2 + shape.params(), 1.0);
                let x = numbers.vec32(rows * inputs, 1.0);
                let mut own = wide(&params[2..]);
                own[..units * inputs].iter_mut().for_each(|w| *w = rounded(*w));
                let (w, b) = own.split_at(units * inputs);
                let expected: Vec<f64> = x.chunks(inputs).flat_map(|x| reference::fc(&shape, w, b, &wide(x))).collect();
                step.fold(&params, &mut scratch);
                let y = infer(&step, &shape, &params, &x, &mut scratch);
                let case = format!("{isa:?}: {rows} rows of {inputs} -> fc({units}), parameters {round}");
                failures.close(case, "y", &y, &expected, 2e-6);
            }
        }
    }
    failures.finish();
}

#[test]
fn has_the_same_bits_on_any_number_of_threads() {
    let mut numbers = Numbers::new(32);
    for (inputs, units, rows) in [(2880, 100, 256), (2880, 100, 10), (1030, 530, 17), (4099, 700, 1), (1000, 10, 200)] {
        let shape = layer(inputs, units);
        let step = Fc::new(shape, 0);
        let (params, x) = (numbers.vec32(shape.params(), 1.0), numbers.vec32(rows * inputs, 1.0));
        for isa in Isa::available() {
            let bits = [1, 2, 3, 7].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                pool.install(|| {
                    let mut scratch = scratch(isa);
                    step.fold(&params, &mut scratch);
                    let y = infer(&step, &shape, &params, &x, &mut scratch);
                    y.into_iter().map(f32::to_bits).collect::<Vec<_>>()
                })
            });
            assert!(bits.iter().all(|b| *b == bits[0]), "{isa:?}: {rows} rows of {inputs} -> fc({units})");
        }
    }
}
