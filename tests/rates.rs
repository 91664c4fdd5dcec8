//! Learning rates per layer and frozen layers: against PyTorch's parameter groups, and against training without them.

mod common;

use common::{Fixture, Samples, Still, difference, report, tensor};
use convnet::train::{Progress, Sgd, Trainer};
use convnet::{Isa, Network, Storage, Target, Tensor, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    /// Mirrors `tests/fixtures/make_rates.py`.
    Net<12x12x2> =
        conv(3x3, 6, pad = 1, bias = false) -> bn -> relu -> pool(2)
        -> conv(3x3, 8, pad = 1, bias = false) -> bn -> silu
        -> conv(3x3, 8) -> prelu -> pool(2)
        -> fc(12) -> relu -> softmax(5);

    /// Without a batch normalisation, which freezing would change; values that several layers read.
    Branches<10x12x2> =
        conv(3x3, 6, pad = 1) -> relu -> add(conv(3x3, 6, pad = 1) -> prelu -> conv(1x1, 6), identity) -> relu
        -> concat(conv(1x1, 4) -> relu, conv(1x1, 3) -> relu -> conv(3x3, 5, pad = 1), pool(3, stride = 1, pad = 1), identity)
        -> lrn(3) -> dropout(0.2) -> conv(3x3, 9, groups = 3, stride = 2, round = floor) -> rrelu(0.1, 0.3)
        -> concat(fc(7), fc(5) -> relu) -> softmax(5);
}

const BATCH: usize = 8;

/// Relative to the largest magnitude of each tensor.
const TOLERANCE: f64 = 1e-4;

/// Six steps with these factors: losses, the first gradients, all tensors behind them.
fn against_pytorch(run: &str, rates: &[(&str, f32)]) {
    let fixture = Fixture::read("rates");
    let (images, labels) = (fixture.images(), fixture.labels());
    let targets: Vec<Target> = labels.iter().map(|&label| Target::Class(label)).collect();
    let mut differences = Vec::new();
    for isa in Isa::available() {
        let mut network: Net = fixture.network();
        let mut training = Training::<Net>::with_isa(BATCH, isa).keep_gradients(true);
        for &(pattern, factor) in rates {
            training.rate(pattern, factor).expect("layers of the network");
        }
        let mut sgd = Sgd::new(0.02).momentum(0.9).weight_decay(1e-2);
        let mut losses = Vec::new();
        for (images, targets) in images.chunks(BATCH).zip(targets.chunks(BATCH)) {
            losses.push(network.train_batch(&mut training, images, targets, &mut sgd).expect("fits") as f32);
            if losses.len() == 1 {
                differences.extend(Net::TENSORS.iter().filter(|t| !t.kind.is_state()).map(|t| {
                    let expected = fixture.values(&format!("{run}.gradient.{}", t.name));
                    difference(
                        &format!("{run}.gradient.{}", t.name),
                        &training.gradients()[t.range()],
                        expected,
                        TOLERANCE,
                    )
                }));
            }
        }
        differences.push(difference("losses", &losses, fixture.values(&format!("{run}.losses")), TOLERANCE));
        for t in Net::TENSORS {
            let name = format!("{run}.{}", t.name);
            differences.push(difference(&name, tensor(&network, t), fixture.values(&name), TOLERANCE));
        }
    }
    report(differences);
}

#[test]
fn factors_are_pytorchs_parameter_groups() {
    let rates = [("conv1", 0.1), ("bn*", 3.0), ("bn2.bias", 0.5), ("conv3.bias", 0.25), ("softmax1", 10.0)];
    against_pytorch("groups", &rates);
}

#[test]
fn frozen_at_the_start() {
    against_pytorch("prefix", &[("conv1", 0.0), ("bn1", 0.0), ("conv2", 0.0)]);
}

/// The last of them is there for its `*`: fc1 is the only other layer.
#[test]
fn frozen_in_the_middle() {
    against_pytorch("middle", &[("bn2", 0.0), ("conv3.weight", 0.0), ("prelu*", 0.0), ("f*1", 0.0)]);
}

#[test]
fn all_but_the_head() {
    against_pytorch("head", &[("*", 0.0), ("softmax1", 1.0)]);
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

fn is_frozen(t: &Tensor, frozen: &[&str]) -> bool {
    frozen.contains(&t.name) || frozen.contains(&t.name.split('.').next().expect("a layer"))
}

/// Whatever is frozen, what learns has the gradients that it has without; what does not has none, and keeps its bits.
#[test]
fn freezing_changes_no_other_gradient() {
    let samples = Samples::new(40, Branches::INPUT, 5, 3);
    let indices: Vec<usize> = (0..37).collect();
    let start = Branches::init(&mut StdRng::seed_from_u64(5));
    let gradients = |training: &mut Training<Branches>| {
        start.clone().train_step(training, &samples, &indices, &mut Still, 7).expect("fits");
        training.gradients().to_vec()
    };
    let expected = gradients(&mut Training::new(37));
    assert!(
        Branches::TENSORS.iter().all(|t| expected[t.range()].iter().any(|g| *g != 0.0)),
        "a gradient without values"
    );

    let layers = ["conv1", "conv2", "prelu1", "conv3", "conv4", "conv5", "conv6", "conv7", "fc1", "fc2", "softmax1"];
    assert!(Branches::TENSORS.iter().all(|t| is_frozen(t, &layers)), "a layer is missing here");
    let prefixes = (0..=layers.len()).map(|n| layers[..n].to_vec());
    let others = (0..layers.len()).map(|n| vec![layers[n]]);
    let but_one = (0..layers.len()).map(|n| [&layers[..n], &layers[n + 1..]].concat());
    let tensors = [vec!["conv1", "conv2.bias"], vec!["conv4.weight", "fc1.bias"]];
    // One after the other in the same memory, so that one's gradients are there when the next is frozen.
    let mut training = Training::new(37);
    for frozen in prefixes.chain(others).chain(but_one).chain(tensors) {
        training.rate("*", 1.0).expect("all layers");
        frozen.iter().for_each(|pattern| training.freeze(pattern).expect("a layer"));
        let found = gradients(&mut training);
        for t in Branches::TENSORS {
            let zeros = vec![0.0; t.len()];
            let expected = if is_frozen(t, &frozen) { &zeros } else { &expected[t.range()] };
            assert_eq!(bits(&found[t.range()]), bits(expected), "gradient of {} with {frozen:?} frozen", t.name);
        }
        let mut network = start.clone();
        let mut sgd = Sgd::new(0.1).momentum(0.9).weight_decay(0.1);
        for step in 0..2 {
            network.train_step(&mut training, &samples, &indices, &mut sgd, step).expect("fits");
        }
        for t in Branches::TENSORS {
            let same = bits(tensor(&network, t)) == bits(tensor(&start, t));
            assert_eq!(same, is_frozen(t, &frozen), "{} with {frozen:?} frozen", t.name);
        }
    }
}

/// A batch larger than the memory makes it grow; what is frozen stays so.
#[test]
fn growing_keeps_the_rates() {
    let samples = Samples::new(20, Branches::INPUT, 5, 3);
    let start = Branches::init(&mut StdRng::seed_from_u64(5));
    let (mut network, mut training) = (start.clone(), Training::new(2));
    training.freeze("*").expect("all layers");
    for count in [2, 20] {
        let indices: Vec<usize> = (0..count).collect();
        let loss = network.train_step(&mut training, &samples, &indices, &mut Sgd::new(0.1), 1).expect("fits");
        assert!(loss.is_finite() && loss > 0.0);
    }
    assert_eq!(bits(network.params()), bits(start.params()));
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    fn train<N: Network>(threads: usize, frozen: &str) -> (Vec<u32>, Vec<u32>) {
        let samples = Samples::new(100, N::INPUT, 5, 4);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut network = N::init(&mut StdRng::seed_from_u64(1));
            let trainer = Trainer::new().epochs(3).batch(37).momentum(0.9).progress(Progress::Silent);
            trainer.freeze(frozen).rate("softmax1", 5.0).train(&mut network, &samples).expect("trains");
            (bits(network.store().params()), bits(network.store().state()))
        })
    }
    for frozen in ["conv1", "conv*", "bn1", "*"] {
        assert!(train::<Net>(1, frozen) == train::<Net>(3, frozen), "{frozen}");
    }
    for frozen in ["conv1", "conv3", "conv*"] {
        assert!(train::<Branches>(1, frozen) == train::<Branches>(3, frozen), "{frozen}");
    }
}

#[test]
fn mistakes_are_told() {
    let samples = Samples::new(20, Net::INPUT, 5, 3);
    let told = |trainer: Trainer<'_, Net>| {
        let mut network = Net::init(&mut StdRng::seed_from_u64(1));
        let before = bits(network.params());
        let error = trainer.progress(Progress::Silent).train(&mut network, &samples).expect_err("a mistake");
        assert_eq!(before, bits(network.params()), "it has begun");
        error.to_string()
    };
    let layers = "conv1, bn1, conv2, bn2, conv3, prelu1, fc1, softmax1";
    for pattern in ["conv4", "cnv*", "", "relu1", "conv1.bias", "bn1.running_mean", "Conv1"] {
        let expected = format!(
            "learning rate of layers: expected the name of a layer that has parameters ({layers}), found {pattern:?}"
        );
        assert_eq!(told(Trainer::new().freeze(pattern)), expected);
    }
    for (factor, found) in [(-1.0, "-1"), (f32::NAN, "NaN"), (f32::INFINITY, "inf")] {
        let expected =
            format!("learning rate of layers: expected a finite factor for \"fc*\", at least 0, found {found}");
        assert_eq!(told(Trainer::new().rate("fc*", factor)), expected);
    }
    let mut training = Training::<Net>::new(1);
    let error = training.freeze("conv9").expect_err("no such layer").to_string();
    assert!(error.ends_with("found \"conv9\""), "{error}");
}
