//! After the first step nothing is allocated, in training or in use, on any thread.

mod common;

use common::Samples;
use convnet::train::Sgd;
use convnet::{Network, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

convnet! {
    Net<24x24x3> =
        conv(3x3, 16, pad = 1, bias = false) -> bn -> relu -> conv(3x3, 24, pad = 1) -> pool(2) -> gelu -> dropout(0.2)
        -> conv(3x3, 24, pad = 1, groups = 2) -> prelu -> lrn(3) -> avgpool(2) -> fc(64) -> relu -> dropout(0.5)
        -> softmax(5);

    block residual(k) =
        add(conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn, identity)
        -> relu;
    Branches<24x24x3> =
        conv(3x3, 8, stride = 2, pad = 1, round = floor) -> relu -> residual(8)
        -> concat(conv(1x1, 4) -> relu, conv(3x3, 5, pad = 1) -> relu, pool(3, stride = 1, pad = 1))
        -> residual(17) -> global_avgpool -> softmax(5);
}

/// The threads of one pool wake and sleep as they like; what they set up for themselves comes in the first steps.
#[test]
fn steps_allocate_nothing() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("a pool");
    pool.install(|| {
        check::<Net>(&[]);
        check::<Branches>(&[]);
        check::<Net>(&["conv1", "bn1", "prelu1"]);
        check::<Branches>(&["conv1", "*bn2"]);
    });
}

fn check<N: Network>(frozen: &[&str]) {
    let samples = Samples::new(64, N::INPUT, 5, 1);
    let mut network = N::init(&mut StdRng::seed_from_u64(1));
    let mut training = Training::<N>::new(64);
    frozen.iter().for_each(|layer| training.freeze(layer).expect("a layer"));
    let mut sgd = Sgd::new(0.01).momentum(0.9).weight_decay(1e-4);
    let mut workspace = network.workspace();
    let indices: Vec<usize> = (0..64).collect();
    let mut step = |seed| {
        network.train_step(&mut training, &samples, &indices, &mut sgd, seed).expect("fits");
        let logits = network.logits(&mut workspace, &samples.images[0][..]).expect("fits");
        assert!(logits.iter().all(|v| v.is_finite()));
    };
    (0..3).for_each(&mut step);
    let region = Region::new(ALLOCATOR);
    (3..10).for_each(&mut step);
    let change = region.change();
    assert_eq!((change.allocations, change.reallocations), (0, 0), "{}: {change:?}", N::NAME);
}
