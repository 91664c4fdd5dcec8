//! Convolutions over several images at once: outputs as of each image alone, gradients as the reference has them, and
//! the same bits on any number of threads, whether gradients are kept or move their parameters.

mod common;
mod fused;

use common::{Numbers, window};
use convnet_core::kernels::Isa;
use convnet_core::steps::{Activation, Conv, Gradients, Learner, Learns, Rows, RowsMut, Scratch, Stretch};
use convnet_shape::{ConvShape, Volume};
use fused::{Case, Given, Tail};

/// What lies before and behind the layer's parameters must stay.
const AT: usize = 3;

fn shape(size: usize, stride: usize, input: (usize, usize, usize), filters: usize, groups: usize) -> ConvShape {
    let window = window((size, size), (stride, stride), (size / 2, size / 2));
    convnet_shape::conv(Volume::new(input.0, input.1, input.2), &window, filters, groups, true).expect("fits")
}

/// Every way in which such layers are computed.
fn shapes() -> [ConvShape; 11] {
    [
        // Winograd's, of images that fit at once and of such that do not.
        shape(3, 1, (14, 13, 70), 96, 1),
        shape(5, 1, (13, 12, 48), 70, 1),
        shape(3, 1, (24, 20, 64), 96, 2),
        shape(3, 1, (46, 41, 240), 32, 1),
        // More filters than have their gradients made at once.
        shape(3, 1, (7, 7, 300), 220, 1),
        shape(3, 1, (20, 18, 260), 140, 1),
        // Filters in the lanes.
        shape(3, 1, (7, 7, 64), 160, 1),
        shape(3, 2, (14, 14, 48), 64, 1),
        shape(1, 1, (7, 6, 96), 64, 2),
        // Pixels in the lanes.
        shape(3, 1, (18, 17, 6), 33, 3),
        shape(1, 2, (19, 17, 40), 21, 1),
    ]
}

/// A layer and a batch.
struct Batch {
    case: Case,
    images: Vec<Given>,
}

impl Batch {
    fn new(shape: ConvShape, tail: Tail, count: usize, numbers: &mut Numbers) -> Batch {
        let case = Case { shape, tail };
        let mut images: Vec<Given> = (0..count).map(|_| case.given(AT, numbers)).collect();
        let params = images[0].params.clone();
        images.iter_mut().for_each(|image| image.params.clone_from(&params));
        Batch { case, images }
    }

    /// What all images have of something, one behind the other.
    fn all(&self, of: impl Fn(&Given) -> &[f32]) -> Vec<f32> {
        self.images.iter().flat_map(|image| of(image).to_vec()).collect()
    }

    fn params(&self) -> Vec<f32> {
        self.images[0].params.clone()
    }

    /// Outputs and the activation's arguments.
    fn forward(&self, step: Conv, images: &[Given], scratch: &mut Scratch) -> [Vec<f32>; 2] {
        let (x, addend): (Vec<f32>, Vec<f32>) =
            (images.iter().flat_map(|i| i.x.clone()).collect(), images.iter().flat_map(|i| i.addend.clone()).collect());
        let step = if addend.is_empty() { step } else { step.plus(&addend) };
        let mut y = vec![f32::NAN; images.len() * step.output().len()];
        let mut pre = vec![f32::NAN; images.len() * step.kept_pre()];
        step.forward(&self.params(), &x, &mut y, &mut [], &mut pre, scratch);
        [y, pre]
    }

    /// The gradients of the inputs.
    fn backward(
        &self,
        step: &Conv,
        [y, pre]: &[Vec<f32>; 2],
        learner: &mut Learner,
        scratch: &mut Scratch,
    ) -> Vec<f32> {
        let (input, output) = (self.case.shape.input.len(), self.case.shape.output.len());
        let (x, mut d_y) = (self.all(|image| &image.x), self.all(|image| &image.d_y));
        let mut packed = vec![0.0; step.packed_backward()];
        step.pack_backward(learner.params(), &mut packed);
        let mut d_x = vec![f32::NAN; x.len()];
        step.backward_batch(
            &packed,
            Rows::new(&x, input),
            Rows::new(y, output),
            pre,
            RowsMut::new(&mut d_y, output),
            Some(RowsMut::new(&mut d_x, input)),
            learner,
            scratch,
        );
        d_x
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

/// Exact sums have the same bits; how many images there are decides on the others' method.
#[test]
fn an_image_among_others_is_as_alone() {
    let mut numbers = Numbers::new(41);
    for shape in shapes() {
        for (tail, count) in [(Tail::Nothing, 2), (Tail::Sum(Activation::Gelu), 5), (Tail::Act(Activation::Relu), 9)] {
            let batch = Batch::new(shape, tail, count, &mut numbers);
            for isa in Isa::available() {
                for (exact, step) in [(true, batch.case.step(AT).exact()), (false, batch.case.step(AT))] {
                    let forward = |images| batch.forward(step, images, &mut Scratch::new(isa));
                    let alone: Vec<[Vec<f32>; 2]> = batch.images.chunks(1).map(forward).collect();
                    let together = forward(&batch.images);
                    for which in [0, 1] {
                        let alone: Vec<f32> = alone.iter().flat_map(|alone| alone[which].clone()).collect();
                        let together = &together[which];
                        let largest = alone.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
                        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 2e-5 * largest;
                        let same = bits(&alone) == bits(together);
                        let agree = alone.len() == together.len() && alone.iter().zip(together).all(near);
                        assert!(same || !exact && agree, "{isa:?}: {count} images, exact: {exact}, {}", batch.case);
                    }
                }
            }
        }
    }
}

#[test]
fn gradients_agree_with_the_reference() {
    let mut numbers = Numbers::new(42);
    for shape in shapes() {
        let batch = Batch::new(shape, Tail::Act(Activation::Gelu), 5, &mut numbers);
        let expected: Vec<_> = batch.images.iter().map(|image| batch.case.expected(AT, image)).collect();
        let sum = |of: fn(&fused::Expected) -> &Vec<f64>| {
            let sums = (0..of(&expected[0]).len()).map(|i| expected.iter().map(|e| of(e)[i]).sum::<f64>());
            sums.collect::<Vec<_>>()
        };
        let d_params: Vec<f64> = [sum(|e| &e.d_w), sum(|e| &e.d_b)].concat();
        let d_x: Vec<f64> = expected.iter().flat_map(|e| e.d_x.clone()).collect();
        for isa in Isa::available() {
            let (params, mut scratch) = (batch.params(), Scratch::new(isa));
            let kept = batch.forward(batch.case.step(AT), &batch.images, &mut scratch);
            let mut gradients = vec![f32::NAN; params.len()];
            let mut learner = Learner::keep(&params, Gradients::new(0, &mut gradients));
            let found = batch.backward(&batch.case.step(AT), &kept, &mut learner, &mut scratch);
            let agree = |what: &str, found: &[f32], expected: &[f64]| {
                let largest = expected.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
                assert_eq!(found.len(), expected.len(), "{what}");
                for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                    let error = (f64::from(*found) - expected).abs();
                    assert!(error < 2e-5 * largest, "{isa:?}: {}: {what} {i}: {found} of {expected}", batch.case);
                }
            };
            agree("gradient of input", &found, &d_x);
            agree("gradient of parameter", &gradients[AT..][..d_params.len()], &d_params);
            let around = gradients[..AT].iter().chain(&gradients[AT + d_params.len()..]);
            assert!(around.clone().all(|gradient| gradient.is_nan()), "{}: wrote beside its own", batch.case);
        }
    }
}

/// With momentum, whose velocities lie beside the parameters.
#[test]
fn has_the_same_bits_on_any_number_of_threads_and_when_it_moves() {
    let mut numbers = Numbers::new(43);
    let momentum = |_: usize, stretch: Stretch| {
        let Stretch { params, gradients, kept: [velocities, _] } = stretch;
        for ((param, gradient), velocity) in params.iter_mut().zip(gradients).zip(velocities) {
            *velocity = 0.9 * *velocity + gradient;
            *param -= 0.1 * *velocity;
        }
    };
    for shape in shapes() {
        let batch = Batch::new(shape, Tail::Act(Activation::Gelu), 5, &mut numbers);
        let (step, params) = (batch.case.step(AT), batch.params());
        let velocities = numbers.vec32(params.len(), 1.0);
        let (weights, all) = (AT..AT + shape.weights(), AT..AT + shape.params());
        let learns = [Learns { tensor: 0, range: weights.clone() }, Learns { tensor: 1, range: weights.end..all.end }];
        for isa in Isa::available() {
            let results = [1, 2, 3, 7, 16].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                pool.install(|| {
                    let mut scratch = Scratch::new(isa);
                    let kept = batch.forward(step, &batch.images, &mut scratch);
                    let mut gradients = vec![0.0; params.len()];
                    let mut learner = Learner::keep(&params, Gradients::new(0, &mut gradients));
                    let d_x = batch.backward(&step, &kept, &mut learner, &mut scratch);
                    let (mut expected, mut moved) = ([params.clone(), velocities.clone()], params.clone());
                    {
                        let [params, velocities] = expected.each_mut().map(|values| &mut values[all.clone()]);
                        momentum(
                            0,
                            Stretch { params, gradients: &gradients[all.clone()], kept: [velocities, &mut []] },
                        );
                    }
                    let mut velocities = velocities.clone();
                    let mut learner = Learner::moving(&mut moved, [&mut velocities, &mut []], &learns, &momentum);
                    let d_x_moving = batch.backward(&step, &kept, &mut learner, &mut scratch);
                    assert!(bits(&d_x) == bits(&d_x_moving), "{isa:?}: {}: inputs' gradients", batch.case);
                    assert!(bits(&moved) == bits(&expected[0]), "{isa:?}: {}: parameters", batch.case);
                    assert!(bits(&velocities) == bits(&expected[1]), "{isa:?}: {}: velocities", batch.case);
                    [&kept[0], &kept[1], &d_x, &gradients].map(|values| bits(values))
                })
            });
            assert!(results.iter().all(|r| *r == results[0]), "{isa:?}: {}: bits depend on threads", batch.case);
        }
    }
}
