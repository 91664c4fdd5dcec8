//! The same seed gives the same bits, whatever the number of threads.

mod common;

use common::Samples;
use convnet::train::Sgd;
use convnet::{Evaluation, Network, Storage, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    Lenet<20x20x1> = conv(5x5, 6) -> pool(2) -> relu -> fc(24) -> relu -> softmax(10);

    Mixed<16x16x2> =
        conv(3x3, 6, pad = 1, bias = false) -> bn -> relu -> pool(2) -> dropout(0.2)
        -> conv(3x3, 8) -> prelu -> lrn(3) -> avgpool(2) -> fc(20) -> bn -> rrelu(0.1, 0.3) -> dropout(0.5) -> softmax(5);

    block residual(k) =
        add(conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn, identity)
        -> relu;
    /// Sums with batch normalisations in their branches, and branches joined along the depth.
    Branches<16x16x2> =
        conv(3x3, 6, pad = 1, bias = false) -> bn -> relu -> residual(6) -> pool(2)
        -> concat(
            conv(1x1, 4) -> relu,
            conv(1x1, 3) -> bn -> relu -> conv(3x3, 5, pad = 1),
            pool(3, stride = 1, pad = 1),
            identity,
        )
        -> bn -> relu -> residual(21) -> dropout(0.1) -> global_avgpool -> softmax(5);

    /// With filters that a worker transforms once for all images of a large batch that it works on.
    Small<14x14x6> =
        conv(3x3, 20, pad = 1, bias = false) -> bn -> relu -> conv(5x5, 40, pad = 2) -> pool(2) -> relu
        -> conv(5x5, 24, pad = 4) -> relu -> fc(20) -> relu -> softmax(5);

    /// Large enough for its matrix products to be cut among threads.
    Wide<24x24x1> = conv(5x5, 8) -> pool(2) -> relu -> dropout(0.25) -> fc(300) -> relu -> softmax(7);
}

/// All that training leaves behind, as bits.
#[derive(PartialEq)]
struct Trained {
    params: Vec<u32>,
    state: Vec<u32>,
    losses: Vec<u64>,
    evaluation: Evaluation,
    answers: Vec<u32>,
}

fn train<N: Network>(samples: &Samples, steps: usize, threads: usize) -> Trained {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| {
        let mut network = N::init(&mut StdRng::seed_from_u64(1));
        let mut training = Training::<N>::new(0);
        let mut sgd = Sgd::new(0.02).momentum(0.9).weight_decay(1e-4);
        let mut losses = Vec::new();
        for step in 0..steps {
            // Batches of several sizes: an odd one, one of a single image's width short of full, a small one.
            let count = [37, 32, 50, 3][step % 4];
            let indices: Vec<usize> = (0..count).map(|i| (step * 13 + i * 7) % samples.images.len()).collect();
            let loss = network.train_step(&mut training, samples, &indices, &mut sgd, step as u64).expect("fits");
            losses.push(loss);
        }
        let few = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
        let (before, after) = (few(&losses[..8]), few(&losses[steps - 8..]));
        assert!(after < 0.7 * before, "{}: nothing was learned: loss {before} became {after}", N::NAME);
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let mut workspace = network.workspace();
        let answers = network.predict_batch(&mut workspace, &samples.images).expect("fits");
        Trained {
            params: bits(network.store().params()),
            state: bits(network.store().state()),
            losses: losses.iter().map(|l| l.to_bits()).collect(),
            evaluation: network.evaluate(&mut workspace, samples).expect("fits"),
            answers: answers.iter().flat_map(|a| bits(&a.probabilities)).collect(),
        }
    })
}

fn check<N: Network>(classes: usize, steps: usize) {
    let samples = Samples::new(200, N::INPUT, classes, 3);
    let one = train::<N>(&samples, steps, 1);
    for threads in [2, 3, 4, 7] {
        let many = train::<N>(&samples, steps, threads);
        let step = one.losses.iter().zip(&many.losses).position(|(a, b)| a != b);
        assert_eq!(step, None, "{}: with {threads} threads the loss differs from that step on", N::NAME);
        let param = one.params.iter().zip(&many.params).position(|(a, b)| a != b);
        assert_eq!(param, None, "{}: with {threads} threads that parameter differs", N::NAME);
        assert!(one == many, "{}: with {threads} threads the state or the answers differ", N::NAME);
    }
}

#[test]
fn lenet() {
    check::<Lenet>(10, 200);
}

#[test]
fn dropout_and_batch_normalisation() {
    check::<Mixed>(5, 200);
}

#[test]
fn branches() {
    check::<Branches>(5, 120);
}

#[test]
fn filters_of_small_layers() {
    check::<Small>(5, 28);
}

#[test]
fn wide_layers() {
    check::<Wide>(7, 40);
}
