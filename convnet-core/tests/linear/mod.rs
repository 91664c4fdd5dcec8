//! A network written by hand, so that these tests need neither the macro nor the kernels: one linear layer.

#![allow(dead_code, reason = "each test file uses a part of it")]

use convnet_core::data::Samples;
use convnet_core::network::{
    Footprint, Generated, Head, InferenceRun, Layer, Memory, Network, Normalization, Op, Pass, Storage, Tensor,
    TensorKind, TrainingRun, trace,
};
use convnet_core::shape::{FcShape, Volume, Window, conv, expect_conv};
use convnet_core::steps::{Kernels, Learner, Rows, RowsMut};
use convnet_core::train::{Progress, Trainer};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Parameters in vectors; each change gives them another version.
#[derive(Clone)]
pub struct Vectors<const PARAMS: usize, const STATE: usize> {
    params: Vec<f32>,
    state: Vec<f32>,
    normalization: Normalization,
    version: u64,
}

impl<const PARAMS: usize, const STATE: usize> Storage for Vectors<PARAMS, STATE> {
    fn zeroed() -> Self {
        Vectors {
            params: vec![0.0; PARAMS],
            state: vec![0.0; STATE],
            normalization: Normalization::default(),
            version: 1,
        }
    }
    fn params(&self) -> &[f32] {
        &self.params
    }
    fn params_mut(&mut self) -> &mut [f32] {
        self.version += 1;
        &mut self.params
    }
    fn state(&self) -> &[f32] {
        &self.state
    }
    fn params_and_state(&mut self) -> (&[f32], &mut [f32]) {
        self.version += 1;
        (&self.params, &mut self.state)
    }
    fn normalization(&self) -> &Normalization {
        &self.normalization
    }
    fn normalization_mut(&mut self) -> &mut Normalization {
        &mut self.normalization
    }
    fn version(&self) -> u64 {
        self.version
    }
}

const fn tensor(name: &'static str, kind: TensorKind, at: usize, dims: [usize; 4], rank: usize) -> Tensor {
    Tensor {
        name,
        kind,
        at,
        dims,
        rank,
        fan_in: dims[1] * dims[2] * dims[3],
        fan_out: dims[0] * dims[2] * dims[3],
        init: None,
    }
}

/// What a [`LinearRun`] and its network take.
const fn memory(params: usize, state: usize, input: Volume, outputs: usize) -> Memory {
    let rows = Footprint::rows(outputs);
    let run = Footprint::sum(&[rows, rows, Footprint::floats(params)]);
    Memory::new(params, state, input.len(), run, run)
}

/// `y = Wx + b` from `SIDE` x `SIDE` x 1 to `OUT`, with softmax or without. `PARAMS` must be `OUT · (SIDE² + 1)`.
#[derive(Clone)]
pub struct Linear<const SIDE: usize, const OUT: usize, const PARAMS: usize, const SOFTMAX: bool> {
    store: Vectors<PARAMS, 0>,
}

pub struct Run {
    outputs: usize,
    batch: usize,
    kernels: Kernels,
    y: Vec<f32>,
    d_y: Vec<f32>,
    gradients: Vec<f32>,
}

pub struct LinearRun<const OUT: usize, const PARAMS: usize>(Run);

impl<const OUT: usize, const PARAMS: usize> LinearRun<OUT, PARAMS> {
    fn run(batch: usize, kernels: Kernels) -> Self {
        let y = vec![0.0; batch * OUT];
        LinearRun(Run { outputs: OUT, batch, kernels, d_y: y.clone(), y, gradients: vec![0.0; PARAMS] })
    }
}

impl<const OUT: usize, const PARAMS: usize> InferenceRun for LinearRun<OUT, PARAMS> {
    fn new(batch: usize, kernels: Kernels) -> Self {
        Self::run(batch, kernels)
    }
    fn batch(&self) -> usize {
        self.0.batch
    }
    fn output(&self, count: usize) -> Rows<'_> {
        Rows::new(&self.0.y[..count * self.0.outputs], self.0.outputs)
    }
}

impl<const OUT: usize, const PARAMS: usize> TrainingRun for LinearRun<OUT, PARAMS> {
    fn new(batch: usize, kernels: Kernels) -> Self {
        Self::run(batch, kernels)
    }
    fn batch(&self) -> usize {
        self.0.batch
    }
    fn output(&mut self, count: usize) -> (Rows<'_>, RowsMut<'_>) {
        let len = count * OUT;
        (Rows::new(&self.0.y[..len], OUT), RowsMut::new(&mut self.0.d_y[..len], OUT))
    }
}

fn affine(params: &[f32], x: Rows<'_>, outputs: usize, y: &mut [f32]) {
    let (weights, biases) = params.split_at(outputs * x.len());
    for i in 0..x.count() {
        for (o, bias) in biases.iter().enumerate() {
            let row = &weights[o * x.len()..][..x.len()];
            y[i * outputs + o] = bias + row.iter().zip(x.row(i)).map(|(w, x)| w * x).sum::<f32>();
        }
    }
}

impl<const SIDE: usize, const OUT: usize, const PARAMS: usize, const SOFTMAX: bool> Generated
    for Linear<SIDE, OUT, PARAMS, SOFTMAX>
{
    const NAME: &'static str = "Linear";
    const INPUT: Volume = Volume::new(SIDE, SIDE, 1);
    const OUTPUT: Volume = Volume::new(1, 1, OUT);
    const PARAMS: usize = PARAMS;
    const MACS: u64 = (SIDE * SIDE * OUT) as u64;
    const LAYERS: &'static [Layer] =
        &trace([Layer::fc("fc1", "fc", &[0], &FcShape { input: Self::INPUT, output: Self::OUTPUT })]);
    const MEMORY: Memory = memory(PARAMS, 0, Self::INPUT, OUT);
    const TENSORS: &'static [Tensor] = &[
        tensor("fc1.weight", TensorKind::Weight, 0, [OUT, SIDE * SIDE, 1, 1], 2),
        tensor("fc1.bias", TensorKind::Bias, SIDE * SIDE * OUT, [OUT, 1, 1, 1], 1),
    ];
    const HEAD: Head = if SOFTMAX { Head::Softmax } else { Head::Values };

    type Store = Vectors<PARAMS, 0>;
    type Inference = LinearRun<OUT, PARAMS>;
    type Training = LinearRun<OUT, PARAMS>;

    fn from_store(store: Self::Store) -> Self {
        Linear { store }
    }
    fn store(&self) -> &Self::Store {
        &self.store
    }
    fn store_mut(&mut self) -> &mut Self::Store {
        &mut self.store
    }

    fn fold(_: &[f32], _: &[f32], _: &mut Self::Inference) {}

    fn infer(params: &[f32], _: &[f32], x: Rows<'_>, run: &mut Self::Inference) {
        affine(params, x, OUT, &mut run.0.y);
    }

    fn forward(params: &[f32], _: &mut [f32], x: Rows<'_>, run: &mut Self::Training, _: Pass<'_>) {
        affine(params, x, OUT, &mut run.0.y);
    }

    fn backward(x: Rows<'_>, run: &mut Self::Training, _: Pass<'_>, learner: &mut Learner<'_>) {
        run.0.gradients.fill(0.0);
        let (weights, biases) = run.0.gradients.split_at_mut(OUT * x.len());
        for i in 0..x.count() {
            for o in 0..OUT {
                let d = run.0.d_y[i * OUT + o];
                biases[o] += d;
                for (w, x) in weights[o * x.len()..][..x.len()].iter_mut().zip(x.row(i)) {
                    *w += d * x;
                }
            }
        }
        learner.give_finished(0, &mut run.0.gradients, &|_, _| {});
    }
}

/// From 2x2 to 3 classes.
pub type Small = Linear<2, 3, 15, true>;
/// From 2x2 to 2 values.
pub type Values = Linear<2, 2, 10, false>;
/// MNIST without a hidden layer.
pub type Digits = Linear<28, 10, 7850, true>;

/// Every kind of tensor; all that it computes is 1 where kernels are to be exact, else 0.
#[derive(Clone)]
pub struct Zoo {
    store: Vectors<{ 2 * 27 + 2 + 2 + 2 + 3 }, 4>,
}

impl Generated for Zoo {
    const NAME: &'static str = "Zoo";
    const INPUT: Volume = Volume::new(5, 4, 3);
    const OUTPUT: Volume = Volume::new(3, 2, 2);
    const PARAMS: usize = 63;
    const MACS: u64 = 6 * 54;
    const LAYERS: &'static [Layer] = &trace([
        Layer::conv("conv1", &[0], &expect_conv("conv1", conv(Self::INPUT, &Window::new(3, 3), 2, 1, true))),
        Layer::batch_norm("bn1", &[1], Volume::new(3, 2, 2), 1e-5),
        Layer::plain("prelu1", &[2], Volume::new(3, 2, 2), Op::Prelu),
    ]);
    const MEMORY: Memory = memory(63, 4, Self::INPUT, 12);
    const TENSORS: &'static [Tensor] = &[
        tensor("conv1.weight", TensorKind::Weight, 0, [2, 3, 3, 3], 4),
        tensor("conv1.bias", TensorKind::Bias, 54, [2, 1, 1, 1], 1),
        tensor("bn1.weight", TensorKind::Scale, 56, [2, 1, 1, 1], 1),
        tensor("bn1.bias", TensorKind::Bias, 58, [2, 1, 1, 1], 1),
        tensor("bn1.running_mean", TensorKind::RunningMean, 0, [2, 1, 1, 1], 1),
        tensor("bn1.running_var", TensorKind::RunningVar, 2, [2, 1, 1, 1], 1),
        tensor("prelu1.weight", TensorKind::Slope, 60, [3, 1, 1, 1], 1),
    ];
    const HEAD: Head = Head::Values;

    type Store = Vectors<63, 4>;
    type Inference = LinearRun<12, 63>;
    type Training = LinearRun<12, 63>;

    fn from_store(store: Self::Store) -> Self {
        Zoo { store }
    }
    fn store(&self) -> &Self::Store {
        &self.store
    }
    fn store_mut(&mut self) -> &mut Self::Store {
        &mut self.store
    }
    fn fold(_: &[f32], _: &[f32], _: &mut Self::Inference) {}
    fn infer(_: &[f32], _: &[f32], _: Rows<'_>, run: &mut Self::Inference) {
        run.0.y.fill(f32::from(u8::from(run.0.kernels.exact)));
    }
    fn forward(_: &[f32], _: &mut [f32], _: Rows<'_>, run: &mut Self::Training, _: Pass<'_>) {
        run.0.y.fill(f32::from(u8::from(run.0.kernels.exact)));
    }
    fn backward(_: Rows<'_>, _: &mut Self::Training, _: Pass<'_>, _: &mut Learner<'_>) {}
}

/// Three clusters in four dimensions.
pub fn clusters(count: usize) -> Samples<[f32; 4]> {
    let image = |i: usize| {
        let noise = |j: usize| ((i * 37 + j * 11) % 19) as f32 / 38.0;
        let mut image = [noise(0), noise(1), noise(2), noise(3)];
        image[i % 3] += 1.0;
        image
    };
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

pub fn small(seed: u64) -> Small {
    Small::init(&mut StdRng::seed_from_u64(seed))
}

pub fn trainer<'a>() -> Trainer<'a, Small> {
    Trainer::new().epochs(20).batch(8).learning_rate(0.3).momentum(0.9).progress(Progress::Silent)
}
