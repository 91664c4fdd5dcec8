//! A fully connected layer that moves its parameters on its way back, against one whose gradients are kept: the same
//! bits.

mod common;

use common::Numbers;
use convnet_core::kernels::Isa;
use convnet_core::shape::{FcShape, Volume, fc};
use convnet_core::steps::{Activation, Fc, Gradients, Learner, Learns, Rows, RowsMut, Scratch, Stretch};

/// A batch, and the way back of one layer.
struct Case {
    shape: FcShape,
    rows: usize,
    params: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    d_y: Vec<f32>,
}

/// The layer's first parameter: what lies before and behind its own must stay.
const AT: usize = 3;

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

impl Case {
    fn new(inputs: usize, units: usize, rows: usize) -> Case {
        let mut numbers = Numbers::new((inputs * 1000 + units * 10 + rows) as u64);
        let shape = fc(Volume::new(1, 1, inputs), units).expect("fits");
        Case {
            shape,
            rows,
            params: numbers.vec32(AT + shape.params() + 2, 1.0),
            x: numbers.vec32(rows * inputs, 1.0),
            y: numbers.vec32(rows * units, 1.0),
            d_y: numbers.vec32(rows * units, 1.0),
        }
    }

    /// The gradients of the inputs; NaN where they are not `wanted`.
    fn backward(&self, wanted: bool, learner: &mut Learner, scratch: &mut Scratch) -> Vec<u32> {
        let (inputs, units) = (self.shape.input.len(), self.shape.output.len());
        let step = Fc::new(self.shape, AT).activation(Activation::Relu);
        let (mut d_y, mut d_x) = (self.d_y.clone(), vec![f32::NAN; self.x.len()]);
        step.backward(
            Rows::new(&self.x, inputs),
            Rows::new(&self.y, units),
            &[],
            RowsMut::new(&mut d_y, units),
            wanted.then(|| RowsMut::new(&mut d_x, inputs)),
            learner,
            scratch,
        );
        bits(&d_x)
    }

    /// The stretches of weights and biases that learn.
    fn learns(&self, weights: bool, biases: bool) -> Vec<Learns> {
        let (from, end) = (AT + self.shape.params() - self.shape.output.len(), AT + self.shape.params());
        let tensors =
            [(weights, Learns { tensor: 4, range: AT..from }), (biases, Learns { tensor: 6, range: from..end })];
        tensors.into_iter().filter(|(learns, _)| *learns).map(|(_, learns)| learns).collect()
    }

    fn check(&self, isa: Isa, wanted: bool, arrays: usize, (weights, biases): (bool, bool)) {
        let (inputs, units, len) = (self.shape.input.len(), self.shape.output.len(), self.params.len());
        let name = format!(
            "{isa:?}: {} rows of {inputs} -> fc({units}), d_x {wanted}, {arrays} arrays, learns {weights}, {biases}",
            self.rows
        );
        let scratch = &mut Scratch::new(isa);
        let learns = self.learns(weights, biases);
        let stretches: Vec<_> = learns.iter().map(|learns| learns.range.clone()).collect();
        // What is not written stays 0.
        let mut gradients = vec![0.0; len];
        let kept = Gradients::new(0, &mut gradients).only(&stretches);
        let expected_d_x = self.backward(wanted, &mut Learner::keep(&self.params, kept), scratch);
        let mut expected = self.params.clone();
        for range in stretches.iter().cloned() {
            expected[range.clone()].iter_mut().zip(&gradients[range]).for_each(|(w, g)| *w -= 0.5 * g);
        }

        let mut params = self.params.clone();
        let (mut sums, mut calls) = (vec![0.0; len * arrays.min(1)], vec![0.0; len * (arrays / 2)]);
        let mover = |tensor: usize, stretch: Stretch<'_>| {
            let Stretch { params, gradients, kept: [sums, calls] } = stretch;
            assert_eq!(params.len(), gradients.len());
            assert_eq!(sums.len(), if arrays > 0 { params.len() } else { 0 });
            assert_eq!(calls.len(), if arrays > 1 { params.len() } else { 0 });
            params.iter_mut().zip(gradients).for_each(|(w, g)| *w -= 0.5 * g);
            sums.iter_mut().zip(gradients).for_each(|(sum, g)| *sum += g);
            calls.iter_mut().for_each(|calls| *calls += tensor as f32);
        };
        let learner = &mut Learner::moving(&mut params, [&mut sums, &mut calls], &learns, &mover);
        let d_x = self.backward(wanted, learner, scratch);
        assert!(d_x == expected_d_x, "{name}: d_x");
        assert!(bits(&params) == bits(&expected), "{name}: parameters");
        if arrays > 0 {
            assert!(sums == gradients, "{name}: gradients");
        }
        if arrays > 1 {
            let once = |i: usize| learns.iter().find(|l| l.range.contains(&i)).map_or(0.0, |l| l.tensor as f32);
            assert!(
                calls.iter().enumerate().all(|(i, &calls)| calls == once(i)),
                "{name}: not each once, as its tensor's"
            );
        }
    }
}

#[test]
fn every_remainder() {
    for n in 1..=33 {
        for (inputs, units, rows) in [(n, 5, 4), (6, n, 3), (7, 3, n), (n, n, n)] {
            let case = Case::new(inputs, units, rows);
            for isa in Isa::available() {
                case.check(isa, true, 1, (true, true));
            }
            case.check(Isa::detect(), n % 2 == 0, n % 3, (n % 5 != 0, n % 7 != 0));
        }
    }
}

/// More inputs and units than are taken at once, and batches longer than sums that are made in one go.
#[test]
fn several_blocks_on_any_number_of_threads() {
    let cases = [(1100, 230, 5), (513, 193, 70), (2880, 10, 64), (64, 700, 35), (300, 5, 261), (1030, 385, 1)];
    for (inputs, units, rows) in cases {
        let case = Case::new(inputs, units, rows);
        for threads in [1, 2, 3, 7] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| {
                for isa in Isa::available() {
                    case.check(isa, true, 2, (true, true));
                }
                case.check(Isa::detect(), false, 1, (true, true));
                case.check(Isa::detect(), true, 0, (true, false));
                case.check(Isa::detect(), true, 2, (false, true));
            });
        }
    }
}

/// What workers have summed for several tensors goes to each of them, wherever the pieces are cut.
#[test]
fn sums_of_several_tensors() {
    let (base, len) = (5, 100_000);
    let start = Numbers::new(1).vec32(base + len + 9, 1.0);
    let ranges = [0..5, 5..5 + 16_384, 16_389..16_390, 16_400..70_001, 70_001..99_000, 100_005..100_014];
    let learns: Vec<Learns> =
        ranges.iter().cloned().enumerate().map(|(tensor, range)| Learns { tensor, range }).collect();
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let (mut params, mut calls) = (start.clone(), vec![0.0; start.len()]);
            let mover = |tensor: usize, stretch: Stretch<'_>| {
                stretch.params.iter_mut().zip(stretch.gradients).for_each(|(w, g)| *w = *g);
                let [_, calls] = stretch.kept;
                calls.iter_mut().for_each(|calls| *calls += (1 + tensor) as f32);
            };
            let mut sums = vec![1.0; len];
            Learner::moving(&mut params, [&mut [], &mut calls], &learns, &mover).give_finished(
                base,
                &mut sums,
                &|at, piece| piece.iter_mut().enumerate().for_each(|(i, sum)| *sum += (at + i) as f32),
            );
            for i in 0..start.len() {
                let given = (base..base + len).contains(&i);
                let tensor = ranges.iter().position(|range| range.contains(&i)).filter(|_| given);
                let expected = tensor.map_or(start[i], |_| (1 + i - base) as f32);
                assert_eq!((params[i], calls[i]), (expected, tensor.map_or(0.0, |t| (1 + t) as f32)), "parameter {i}");
            }
        });
    }
}
