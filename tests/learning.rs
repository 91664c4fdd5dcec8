//! Parameters that move during the backward pass, against a step that keeps all gradients first: the same bits,
//! whatever the optimizer, on any number of threads.

mod common;

use common::{Samples, Still};
use convnet::train::{Adagrad, Adam, RmsProp, Scheduled, Sgd};
use convnet::{Generated, InputError, Network, Optimizer, Storage, Tensor, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    /// Parameters of each kind, in every place: the shapes of its values make stages of several steps.
    Mixed<16x16x3> =
        conv(3x3, 6, pad = 1, bias = false) -> bn -> relu -> conv(3x3, 40, pad = 1, stride = 2, round = floor) -> prelu
        -> conv(3x3, 80, pad = 1) -> pool(2) -> bn -> silu -> dropout(0.2)
        -> fc(150) -> relu -> fc(20) -> tanh -> softmax(5);

    block residual(k) =
        add(conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn, identity)
        -> relu;
    /// Values that several layers read, and a second head.
    Branches<12x12x2> =
        conv(3x3, 6, pad = 1) -> prelu -> residual(6) -> aux(0.3, pool(2) -> fc(9) -> relu -> softmax(5))
        -> concat(conv(1x1, 4) -> relu, conv(1x1, 3) -> bn -> relu -> conv(3x3, 5, pad = 1), identity)
        -> residual(15) -> global_avgpool -> fc(8) -> relu -> softmax(5);

    /// Weights enough to be moved on several threads.
    Dense<20x20x2> = fc(700) -> relu -> fc(300) -> relu -> softmax(5);
}

/// An optimizer written without a thought of all this: it shortens gradients that are too long, and descends.
struct Clipped {
    most: f32,
    inner: Sgd,
}

impl Optimizer for Clipped {
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        let length = gradients.iter().map(|g| g * g).sum::<f32>().sqrt();
        let scale = (self.most / length).min(1.0);
        let gradients: Vec<f32> = gradients.iter().map(|g| scale * g).collect();
        self.inner.update(params, &gradients, tensors, factors);
    }
}

/// Parameters and running statistics behind some steps.
fn train<N: Network>(
    mut optimizer: impl Optimizer + Send,
    rates: &[(&str, f32)],
    keep: bool,
    threads: usize,
) -> (Vec<u32>, Vec<u32>, Vec<u64>) {
    let samples = Samples::new(60, N::INPUT, 5, 3);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| {
        let mut network = N::init(&mut StdRng::seed_from_u64(1));
        let mut training = Training::<N>::new(4).keep_gradients(keep);
        rates.iter().for_each(|(pattern, factor)| training.rate(pattern, *factor).expect("layers"));
        let mut losses = Vec::new();
        for (step, count) in [37, 16, 3, 1, 50].into_iter().enumerate() {
            let indices: Vec<usize> = (0..count).map(|i| (step * 13 + i * 7) % 60).collect();
            let loss = network.train_step(&mut training, &samples, &indices, &mut optimizer, step as u64);
            losses.push(loss.expect("fits").to_bits());
            if keep {
                assert_eq!(training.gradients().len(), N::PARAMS);
            }
        }
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        (bits(network.store().params()), bits(network.store().state()), losses)
    })
}

fn check<N: Network>(rates: &[(&str, f32)]) {
    fn same<N: Network>(optimizer: impl Scheduled + Clone + Send, rates: &[(&str, f32)], threads: &[usize]) {
        let kept = train::<N>(optimizer.clone(), rates, true, 1);
        for &threads in threads {
            let moved = train::<N>(optimizer.clone(), rates, false, threads);
            assert!(kept == moved, "{}: {optimizer:?}, {rates:?}, {threads} threads", N::NAME);
        }
    }
    let sgd = || Sgd::new(0.02).weight_decay(1e-3);
    for sgd in [sgd(), sgd().momentum(0.9), sgd().momentum(0.9).nesterov(true)] {
        same::<N>(sgd, rates, &[1, 3]);
    }
    same::<N>(Sgd::new(0.02).momentum(0.9).l1(1e-3), rates, &[3]);
    same::<N>(RmsProp::new(0.002).momentum(0.9).weight_decay(1e-3), rates, &[3]);
    same::<N>(Adagrad::new(0.02).rate_decay(0.1), rates, &[3]);
    same::<N>(Adam::new(0.01).weight_decay(1e-3), rates, &[1, 3]);
    same::<N>(Adam::adamw(0.01).l1(1e-3), rates, &[3]);
}

#[test]
fn moved_in_the_backward_pass_as_behind_it() {
    check::<Mixed>(&[]);
    check::<Mixed>(&[("conv2", 0.0), ("bn1.bias", 0.0), ("fc1", 0.5), ("fc2.weight", 0.0), ("prelu1", 3.0)]);
    check::<Mixed>(&[("*", 0.0), ("fc1.bias", 1.0)]);
    check::<Branches>(&[]);
    check::<Branches>(&[("conv1", 0.0), ("*.bias", 2.0), ("bn2", 0.0)]);
    check::<Dense>(&[]);
}

/// What limits the length of all gradients has to see them all; with a limit that nothing reaches it descends as
/// `Sgd` does.
#[test]
fn an_optimizer_that_sees_all_gradients() {
    let clipped = |most| Clipped { most, inner: Sgd::new(0.02).momentum(0.9) };
    let expected = train::<Branches>(Sgd::new(0.02).momentum(0.9), &[], false, 2);
    assert!(expected == train::<Branches>(clipped(f32::INFINITY), &[], false, 2));
    assert!(expected != train::<Branches>(clipped(1e-3), &[], false, 2));
}

#[test]
fn gradients_are_kept_for_those_who_ask() {
    let samples = Samples::new(8, Dense::INPUT, 5, 3);
    let indices: Vec<usize> = (0..8).collect();
    let start = Dense::init(&mut StdRng::seed_from_u64(1));
    let step = |training: &mut Training<Dense>, optimizer: &mut dyn Optimizer| {
        start.clone().train_step(training, &samples, &indices, optimizer, 1).map(drop).expect("fits");
    };
    let mut training = Training::<Dense>::new(8);
    assert!(training.gradients().is_empty());
    step(&mut training, &mut Sgd::new(0.1));
    assert!(training.gradients().is_empty());
    step(&mut training, &mut Clipped { most: 1.0, inner: Sgd::new(0.1) });
    let seen = training.gradients().to_vec();
    assert!(seen.len() == Dense::PARAMS && seen.iter().any(|g| *g != 0.0));
    // Old ones would pass for those of this step.
    step(&mut training, &mut Sgd::new(0.1));
    assert!(training.gradients().is_empty());
    let mut training = training.keep_gradients(true);
    step(&mut training, &mut Sgd::new(0.1));
    assert_eq!(training.gradients(), seen);
}

#[test]
fn an_image_that_does_not_fit_changes_nothing() {
    let mut network = Mixed::init(&mut StdRng::seed_from_u64(1));
    let before = network.clone();
    let (mut training, mut sgd) = (Training::<Mixed>::new(2), Sgd::new(0.1).momentum(0.9));
    let images = [vec![0.5_f32; Mixed::INPUT.len()], vec![0.5; 7]];
    let targets = [convnet::Target::Class(0); 2];
    let error: InputError = network.train_batch(&mut training, &images, &targets, &mut sgd).expect_err("too short");
    assert!(!error.to_string().is_empty());
    assert_eq!(network.store().params(), before.store().params());
    assert_eq!(network.store().state(), before.store().state());
    assert_eq!(sgd, Sgd::new(0.1).momentum(0.9));
}

/// One mini-batch of all images gives the statistics that a step gives, and moves nothing else.
#[test]
fn statistics_are_renewed_as_in_training() {
    let samples = Samples::new(60, Mixed::INPUT, 5, 3);
    let start = Mixed::init(&mut StdRng::seed_from_u64(1));
    let (mut renewed, mut trained) = (start.clone(), start.clone());
    renewed.renew_statistics(&samples, 100).expect("fits");
    let indices: Vec<usize> = (0..60).collect();
    trained.train_step(&mut Training::new(60), &samples, &indices, &mut Still, 0).expect("fits");
    assert_ne!(renewed.store().state(), start.store().state());
    assert_eq!(renewed.store().state(), trained.store().state());
    assert_eq!(renewed.store().params(), start.store().params());
    // Smaller ones move them several times.
    let before = renewed.store().state().to_vec();
    renewed.renew_statistics(&samples, 16).expect("fits");
    assert_ne!(renewed.store().state(), before);
}
