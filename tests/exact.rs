//! `where exact` and `exact(true)` keep Winograd's minimal filtering out of whole networks, and say the same.

mod common;

use common::Samples;
use convnet::train::Sgd;
use convnet::{Network, Storage, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    /// Convolutions that minimal filtering is for, with windows of 3 and 5.
    Minimal<16x16x16> =
        conv(3x3, 32, pad = 1) -> relu -> conv(5x5, 32, pad = 2) -> relu -> pool(2) -> fc(10) -> softmax(10);
    Exact<16x16x16> =
        conv(3x3, 32, pad = 1) -> relu -> conv(5x5, 32, pad = 2) -> relu -> pool(2) -> fc(10) -> softmax(10)
        where exact;
}

/// The logits of an image, and the parameters after a few steps.
fn results<N: Network>(exact: bool) -> (Vec<f32>, Vec<f32>) {
    let samples = Samples::new(12, N::INPUT, 10, 3);
    let mut network = N::init(&mut StdRng::seed_from_u64(1));
    let mut workspace = network.workspace().exact(exact);
    let logits = network.logits(&mut workspace, &samples.images[0]).expect("fits").to_vec();
    let mut training = Training::<N>::new(4).exact(exact);
    let mut sgd = Sgd::new(0.01);
    for step in 0..3 {
        let indices: Vec<usize> = (4 * step..4 * step + 4).collect();
        network.train_step(&mut training, &samples, &indices, &mut sgd, 0).expect("fits");
    }
    (logits, network.store().params().to_vec())
}

/// The largest difference, and the largest value.
fn apart(a: &[f32], b: &[f32]) -> (f32, f32) {
    let largest = a.iter().fold(0.0_f32, |m, x| m.max(x.abs()));
    (a.iter().zip(b).fold(0.0_f32, |m, (a, b)| m.max((a - b).abs())), largest)
}

#[test]
fn declared_or_asked_for_it_gives_the_same_bits() {
    let declared = results::<Exact>(false);
    assert_eq!(declared, results::<Minimal>(true));
    assert_eq!(declared, results::<Exact>(true));
}

#[test]
fn minimal_filtering_differs_by_roundings() {
    let (minimal, exact) = (results::<Minimal>(false), results::<Exact>(false));
    for (minimal, exact) in [(minimal.0, exact.0), (minimal.1, exact.1)] {
        let (difference, largest) = apart(&minimal, &exact);
        assert!(difference > 0.0, "both ways are the same");
        assert!(difference < 1e-4 * largest, "{difference} of {largest}");
    }
}
