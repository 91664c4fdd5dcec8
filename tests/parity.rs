//! Networks against PyTorch: outputs, all gradients, and the weights after ten steps of SGD with momentum.
//! `tests/fixtures/make_fixtures.py` wrote the numbers.

mod common;

use common::{Fixture, Still, difference, report};
use convnet::train::Sgd;
use convnet::{Generated, Network, Storage, Target, Training, convnet};

convnet! {
    LenetSmall<28x28x1> = conv(5x5, 6) -> pool(2) -> relu -> fc(20) -> relu -> softmax(10);

    Lenet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);

    /// Every kind of layer that trains without random numbers.
    Zoo<24x20x3> =
        conv(3x5, 8, pad = 1x2, bias = false) -> bn -> relu
        -> conv(3x3, 8, pad = 1, groups = 2) -> leaky_relu(0.1) -> pool(3, stride = 2, pad = 1, round = ceil)
        -> conv(3x3, 10, pad = 2, dilation = 2) -> lrn(5, alpha = 0.5, beta = 0.75, k = 2) -> elu(0.7)
        -> conv(1x1, 8, stride = 2) -> prelu
        -> conv(2x2, 8, pad = same) -> gelu
        -> conv(3x3, 12, pad = 1, groups = 4) -> silu -> avgpool(3, stride = 2, pad = 1, round = ceil)
        -> conv(3x3, 12, pad = 1, bias = false) -> bn -> hardswish
        -> conv(1x1, 9) -> tanh
        -> conv(3x2, 10, pad = 1x0) -> pool(2x1) -> relu6
        -> global_avgpool -> fc(16) -> sigmoid -> softmax(6);

    /// What draws random numbers in training does not in use.
    Eval<10x8x2> =
        conv(3x3, 6, pad = 1) -> bn -> rrelu(0.1, 0.3) -> pool(2)
        -> dropout(0.4) -> conv(3x3, 7) -> rrelu(0.125, 0.375) -> global_avgpool
        -> fc(8) -> dropout(0.5) -> fc(3);
}

/// Relative to the largest magnitude of each tensor.
const TOLERANCE: f64 = 1e-4;
const STEPS: usize = 10;
const BATCH: usize = 8;

/// The largest error of `found` against the tensor `name`, or against its samples and sums.
fn compare(fixture: &Fixture, name: &str, found: &[f32]) -> Option<String> {
    if fixture.has(name) {
        return difference(name, found, fixture.values(name), TOLERANCE);
    }
    let sampled: Vec<f32> = found.iter().copied().step_by(97).collect();
    let sums = fixture.values(&format!("{name}.sums"));
    let sum: f64 = found.iter().map(|&v| f64::from(v)).sum();
    let magnitudes: f64 = found.iter().map(|v| f64::from(v.abs())).sum();
    difference(name, &sampled, fixture.values(&format!("{name}.sampled")), TOLERANCE).or_else(|| {
        // A sum may cancel: both are measured against the sum of magnitudes.
        let error = (sum - sums[0]).abs().max((magnitudes - sums[1]).abs()) / sums[1];
        (error.is_nan() || error > TOLERANCE).then(|| format!("{name}: sums {sum} and {magnitudes}, expected {sums:?}"))
    })
}

/// Logits, loss and gradients of the first batch.
fn first_step<N: Network>(fixture: &Fixture, mut network: N) {
    let (images, labels) = (fixture.images(), fixture.labels());
    let targets: Vec<Target> = labels.iter().map(|&label| Target::Class(label)).collect();
    let mut training = Training::<N>::new(BATCH);
    let loss = network.train_batch(&mut training, &images[..BATCH], &targets[..BATCH], &mut Still).expect("fits");
    let mut differences = vec![
        difference("loss", &[loss as f32], &fixture.values("momentum.losses")[..1], TOLERANCE),
        difference("logits", training.outputs(BATCH).data(), fixture.values("logits"), TOLERANCE),
    ];
    for t in N::TENSORS {
        if t.kind.is_state() {
            let found = &network.store().state()[t.range()];
            differences.push(compare(fixture, &format!("first.{}", t.name), found));
        } else {
            let found = &training.gradients()[t.range()];
            differences.push(compare(fixture, &format!("gradient.{}", t.name), found));
        }
    }
    report(differences);
}

/// The losses of ten steps, the weights behind them, and what the network then answers.
fn ten_steps<N: Network>(fixture: &Fixture, mut network: N, run: &str, mut sgd: Sgd) {
    let (images, labels) = (fixture.images(), fixture.labels());
    let targets: Vec<Target> = labels.iter().map(|&label| Target::Class(label)).collect();
    let mut training = Training::<N>::new(BATCH);
    let batches = images.chunks(BATCH).zip(targets.chunks(BATCH));
    let losses: Vec<f32> = batches
        .map(|(images, targets)| network.train_batch(&mut training, images, targets, &mut sgd).expect("fits") as f32)
        .collect();
    assert_eq!(losses.len(), STEPS);
    let mut differences = vec![difference("losses", &losses, fixture.values(&format!("{run}.losses")), TOLERANCE)];
    for t in N::TENSORS {
        differences.push(compare(fixture, &format!("{run}.{}", t.name), common::tensor(&network, t)));
    }
    let mut workspace = network.workspace();
    let logits: Vec<f32> = images[..BATCH]
        .iter()
        .flat_map(|image| network.logits(&mut workspace, image).expect("fits").to_vec())
        .collect();
    differences.push(compare(fixture, &format!("{run}.eval_logits"), &logits));
    report(differences);
}

fn momentum() -> Sgd {
    Sgd::new(0.05).momentum(0.9)
}

fn nesterov() -> Sgd {
    Sgd::new(0.05).momentum(0.9).nesterov(true).weight_decay(1e-3)
}

#[test]
fn small_lenet() {
    let fixture = Fixture::read("lenet_small");
    let network: LenetSmall = fixture.network();
    first_step(&fixture, network.clone());
    ten_steps(&fixture, network.clone(), "momentum", momentum());
    ten_steps(&fixture, network, "nesterov", nesterov());
}

/// The parameters of the full LeNet come from a formula, in the order of its tensors.
fn hashed_lenet(fixture: &Fixture) -> Lenet {
    let mut store = <Lenet as Generated>::Store::zeroed();
    for t in Lenet::TENSORS {
        let scale = if t.name.starts_with("fc1") { 0.05 } else { 0.2 };
        for i in t.range() {
            let bits = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
            store.params_mut()[i] = ((bits as f64 / f64::from(1 << 15) - 1.0) * scale) as f32;
        }
        // Mine and the script's formula are the same.
        let expected = fixture.values(&format!("initial.{}", t.name));
        let found = &store.params()[t.range()][..expected.len()];
        report([difference(t.name, found, expected, 1e-7)]);
    }
    Generated::from_store(store)
}

#[test]
fn lenet() {
    let fixture = Fixture::read("lenet");
    let network = hashed_lenet(&fixture);
    first_step(&fixture, network.clone());
    ten_steps(&fixture, network.clone(), "momentum", momentum());
    ten_steps(&fixture, network, "nesterov", nesterov());
}

#[test]
fn every_layer() {
    let fixture = Fixture::read("zoo");
    let network: Zoo = fixture.network();
    first_step(&fixture, network.clone());
    ten_steps(&fixture, network.clone(), "momentum", momentum());
    ten_steps(&fixture, network, "nesterov", nesterov());
}

#[test]
fn random_layers_and_running_statistics_in_use() {
    let fixture = Fixture::read("eval");
    let network: Eval = fixture.network();
    let mut workspace = network.workspace();
    let answers = network.predict_batch(&mut workspace, &fixture.images()).expect("fits");
    let values: Vec<f32> = answers.into_iter().flat_map(|answer| answer.probabilities).collect();
    report([difference("values", &values, fixture.values("values"), TOLERANCE)]);
}
