//! Optimizers against PyTorch's on the same gradients (`tests/fixtures/make_optimizers.py` wrote what those do), and
//! what must change no bit.

use convnet_core::network::{Elementwise, Optimizer, Tensor, TensorKind};
use convnet_core::train::{Adagrad, Adam, Clip, MaxNorm, RmsProp, Scheduled, Sgd, TrainError};
use safetensors::SafeTensors;

/// Relative to the largest magnitude of the parameters.
const TOLERANCE: f32 = 1e-6;

const fn tensor(name: &'static str, kind: TensorKind, at: usize, dims: [usize; 4], rank: usize) -> Tensor {
    Tensor { name, kind, at, dims, rank, fan_in: 1, fan_out: 1, init: None }
}

/// As the fixture has them.
const TENSORS: [Tensor; 2] = [
    tensor("fc1.weight", TensorKind::Weight, 0, [4, 6, 1, 1], 2),
    tensor("fc1.bias", TensorKind::Bias, 24, [4, 1, 1, 1], 1),
];
const PARAMS: usize = 28;
const FACTORS: [f32; 2] = [1.0, 0.5];

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Fixture {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/optimizers.safetensors");
        Fixture(std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}")))
    }

    fn values(&self, name: &str) -> Vec<f32> {
        let file = SafeTensors::deserialize(&self.0).expect("a safetensors file");
        let tensor = file.tensor(name).unwrap_or_else(|e| panic!("{name}: {e}"));
        tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
    }
}

fn against_pytorch(run: &str, mut optimizer: impl Scheduled) {
    optimizer.check().expect("settings that make sense");
    let fixture = Fixture::read();
    let mut params = [fixture.values("weight"), fixture.values("bias")].concat();
    let gradients = fixture.values("gradients");
    let steps = gradients.len() / PARAMS;
    let mut found = Vec::new();
    for (step, gradients) in gradients.chunks(PARAMS).enumerate() {
        if step == steps / 2 {
            optimizer.set_learning_rate(0.25 * optimizer.learning_rate());
        }
        optimizer.update(&mut params, gradients, &TENSORS, &FACTORS);
        if step == 9 || step == steps - 1 {
            found.extend_from_slice(&params);
        }
    }
    let expected = fixture.values(run);
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    for (i, (f, e)) in found.iter().zip(&expected).enumerate() {
        assert!((f - e).abs() <= TOLERANCE * largest, "{run}: value {i} is {f}, expected {e}");
    }
}

#[test]
fn descent() {
    against_pytorch("sgd", Sgd::new(0.1).weight_decay(1e-2));
    against_pytorch("sgd_momentum", Sgd::new(0.02).momentum(0.9).weight_decay(1e-2));
    against_pytorch("sgd_nesterov", Sgd::new(0.02).momentum(0.9).nesterov(true).weight_decay(1e-2));
    against_pytorch("sgd_l1", Sgd::new(0.05).l1(0.03));
    against_pytorch("sgd_elastic", Sgd::new(0.02).momentum(0.9).weight_decay(1e-2).l1(0.03));
}

#[test]
fn rmsprop() {
    against_pytorch("rmsprop", RmsProp::default());
    let momentum = RmsProp::new(0.003).momentum(0.9).smoothing(0.95).epsilon(1e-3).weight_decay(1e-2);
    against_pytorch("rmsprop_momentum", momentum);
}

#[test]
fn adagrad() {
    against_pytorch("adagrad", Adagrad::default());
    against_pytorch("adagrad_decay", Adagrad::new(0.1).weight_decay(1e-2).rate_decay(0.01).start(0.1));
}

#[test]
fn adam() {
    against_pytorch("adam", Adam::default());
    against_pytorch("adam_elastic", Adam::new(0.01).betas(0.8, 0.99).epsilon(1e-4).weight_decay(1e-1).l1(0.01));
    against_pytorch("adamw", Adam::adamw(0.001));
}

#[test]
fn limits() {
    against_pytorch("sgd_norm", Clip::norm(2.0, Sgd::new(0.1).momentum(0.5)));
    against_pytorch("adam_value", Clip::value(0.05, Adam::new(0.01)));
    against_pytorch("adamw_norm", Clip::norm(1.0, Adam::adamw(0.01).betas(0.85, 0.98).weight_decay(1e-1)));
    against_pytorch("sgd_max_norm", MaxNorm::new(1.0, Sgd::new(0.1)));
}

/// Decoupled, `l1` takes from a weight without a gradient what it says, and stops at 0.
#[test]
fn decoupled_l1() {
    let mut optimizer = Adam::adamw(0.1).weight_decay(0.5).l1(2.0);
    let mut params = vec![0.0; PARAMS];
    (params[0], params[1], params[24]) = (1.0, -1.0, 1.0);
    optimizer.update(&mut params, &[0.0; PARAMS], &TENSORS, &[1.0; 2]);
    let expected = 1.0 - 0.1 * (0.5 + 2.0);
    assert!((params[0] - expected).abs() < 1e-6 && (params[1] + expected).abs() < 1e-6, "{params:?}");
    assert_eq!((params[2], params[24]), (0.0, 1.0));
}

/// What is inside sees changed gradients whether it moves each parameter by its own or has to see all.
#[test]
fn limits_stand_around_each_other() {
    let start: Vec<f32> = (0..PARAMS).map(|i| (i as f32).sin()).collect();
    let gradients: Vec<f32> = (0..PARAMS).map(|i| 3.0 * (i as f32).cos()).collect();
    let step = |optimizer: &mut dyn Optimizer| {
        let mut params = start.clone();
        optimizer.update(&mut params, &gradients, &TENSORS, &FACTORS);
        params
    };
    let cut: Vec<f32> = gradients.iter().map(|g| g.clamp(-0.5, 0.5)).collect();
    let mut params = start.clone();
    Sgd::new(0.1).update(&mut params, &cut, &TENSORS, &FACTORS);
    assert_eq!(step(&mut Clip::value(0.5, Sgd::new(0.1))), params);
    assert_eq!(step(&mut Clip::value(0.5, Clip::norm(1e3, Sgd::new(0.1)))), params);
    assert_eq!(step(&mut MaxNorm::new(1e3, Clip::value(0.5, Sgd::new(0.1)))), params);
    assert_ne!(step(&mut Clip::norm(1.0, Sgd::new(0.1))), step(&mut Sgd::new(0.1)));
    assert!(Clip::value(0.5, Sgd::new(0.1)).elementwise(PARAMS).is_none());
}

/// No unit is longer than it may be, and a frozen one is not touched.
#[test]
fn units_are_kept_short() {
    let mut params = vec![2.0; PARAMS];
    let (weight, bias) = (TENSORS[0].range(), TENSORS[1].range());
    MaxNorm::new(3.0, Sgd::new(0.1)).update(&mut params, &[0.0; PARAMS], &TENSORS, &[0.0, 1.0]);
    assert_eq!(params, vec![2.0; PARAMS]);
    params[0] = 0.0;
    params[18..24].fill(0.1);
    MaxNorm::new(3.0, Sgd::new(0.1)).update(&mut params, &[0.0; PARAMS], &TENSORS, &[1.0; 2]);
    let lengths: Vec<f32> =
        params[weight].chunks(6).map(|unit| unit.iter().map(|w| w * w).sum::<f32>().sqrt()).collect();
    assert!(lengths[..3].iter().all(|length| (length - 3.0).abs() < 1e-6), "{lengths:?}");
    assert!((lengths[3] - 0.06_f32.sqrt()).abs() < 1e-6);
    assert_eq!(params[bias], [2.0; 4]);
}

/// Long tensors are moved on several threads, in pieces.
#[test]
fn the_cut_changes_no_bit() {
    const LEN: usize = 100_003;
    let tensors = [
        tensor("a", TensorKind::Weight, 0, [LEN - 10, 1, 1, 1], 1),
        tensor("b", TensorKind::Bias, LEN - 10, [10, 1, 1, 1], 1),
    ];
    let start: Vec<f32> = (0..LEN).map(|i| (i as f32 * 0.37).sin()).collect();
    let gradients: Vec<f32> = (0..LEN).map(|i| (i as f32 * 0.71).cos()).collect();
    fn check<O: Scheduled + Clone + Send>(
        optimizer: O,
        start: &[f32],
        gradients: &[f32],
        tensors: &[Tensor],
        cut: bool,
    ) {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let (mut params, mut optimizer) = (start.to_vec(), optimizer.clone());
            pool.install(|| (0..3).for_each(|_| optimizer.update(&mut params, gradients, tensors, &[1.0; 2])));
            params
        };
        let one = run(1);
        assert!(one == run(3), "{optimizer:?}");
        if cut {
            let range = 50_000..50_007;
            let (mut alone, mut piece) = (optimizer.clone(), start[range.clone()].to_vec());
            let tensors = [tensor("a", TensorKind::Weight, 0, [7, 1, 1, 1], 1)];
            (0..3).for_each(|_| alone.update(&mut piece, &gradients[range.clone()], &tensors, &[1.0]));
            assert!(piece == one[range], "{optimizer:?}");
        }
    }
    let check_cut = |optimizer: Adam| check(optimizer, &start, &gradients, &tensors, true);
    check_cut(Adam::default().weight_decay(0.1).l1(0.1));
    check_cut(Adam::adamw(0.01));
    check(RmsProp::default().momentum(0.9).weight_decay(0.1), &start, &gradients, &tensors, true);
    check(RmsProp::default(), &start, &gradients, &tensors, true);
    check(Adagrad::default().rate_decay(0.1), &start, &gradients, &tensors, true);
    check(Sgd::new(0.1).momentum(0.9).l1(0.1), &start, &gradients, &tensors, true);
    check(Clip::value(0.5, Adam::default()), &start, &gradients, &tensors, true);
    // These depend on all gradients, and on whole units.
    check(Clip::norm(1.0, Adam::default()), &start, &gradients, &tensors, false);
    check(MaxNorm::new(0.5, Sgd::new(0.1)), &start, &gradients, &tensors, false);
}

#[test]
fn settings_without_sense_are_named() {
    fn named(optimizer: impl Scheduled) -> &'static str {
        match optimizer.check() {
            Err(TrainError::Setting { name, .. }) => name,
            other => panic!("{optimizer:?}: {other:?}"),
        }
    }
    assert_eq!(named(Adam::new(0.0)), "learning rate");
    assert_eq!(named(Adam::new(f32::NAN)), "learning rate");
    assert_eq!(named(Adam::default().betas(1.0, 0.9)), "beta of gradients");
    assert_eq!(named(Adam::default().betas(0.9, f64::NAN)), "beta of squares");
    assert_eq!(named(Adam::default().epsilon(-1.0)), "epsilon");
    assert_eq!(named(Adam::default().l1(-1.0)), "l1");
    assert_eq!(named(RmsProp::default().smoothing(-0.1)), "smoothing");
    assert_eq!(named(RmsProp::default().momentum(1.0)), "momentum");
    assert_eq!(named(RmsProp::default().weight_decay(f32::INFINITY)), "weight decay");
    assert_eq!(named(Adagrad::default().rate_decay(-1.0)), "rate decay");
    assert_eq!(named(Adagrad::default().start(-1.0)), "start");
    assert_eq!(named(Sgd::new(0.1).nesterov(true)), "momentum");
    assert_eq!(named(Clip::norm(0.0, Sgd::new(0.1))), "limit of gradients");
    assert_eq!(named(Clip::value(1.0, Sgd::new(-0.1))), "learning rate");
    assert_eq!(named(MaxNorm::new(f32::NAN, Sgd::new(0.1))), "length of units' weights");
}

/// The arrays that are kept for each parameter: as few as the settings need.
#[test]
fn no_array_is_kept_in_vain() {
    fn kept(mut optimizer: impl Optimizer) -> [usize; 2] {
        let Elementwise { kept, .. } = optimizer.elementwise(PARAMS).expect("it moves each by its own gradient");
        kept.map(|kept| kept.len())
    }
    assert_eq!(kept(Sgd::new(0.1)), [0, 0]);
    assert_eq!(kept(Sgd::new(0.1).momentum(0.9)), [PARAMS, 0]);
    assert_eq!(kept(RmsProp::default()), [PARAMS, 0]);
    assert_eq!(kept(RmsProp::default().momentum(0.9)), [PARAMS, PARAMS]);
    assert_eq!(kept(Adagrad::default()), [PARAMS, 0]);
    assert_eq!(kept(Adam::default()), [PARAMS, PARAMS]);
}

#[test]
#[should_panic(expected = "an optimizer of 28 parameters met a network of 7")]
fn an_optimizer_serves_one_network() {
    let mut adam = Adam::default();
    adam.elementwise(PARAMS);
    adam.elementwise(7);
}

/// Three steps of each kind, against the formulas in double precision and against what PyTorch's `SGD` gives for them.
#[test]
fn descent_is_pytorchs() {
    let tensors = |kind| {
        [Tensor { name: "x.weight", kind, at: 0, dims: [2, 1, 1, 1], rank: 1, fan_in: 1, fan_out: 1, init: None }]
    };
    let run = |mut sgd: Sgd, kind| {
        let mut w = [1.0, -2.0];
        for g in [[0.5, 0.25], [-1.0, 0.5], [0.125, -0.75]] {
            sgd.update(&mut w, &g, &tensors(kind), &[1.0]);
        }
        w
    };
    let close = |found: [f32; 2], expected: [f32; 2]| {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-6, "{found:?} instead of {expected:?}");
        }
    };
    let sgd = || Sgd::new(0.1).weight_decay(0.01);
    close(run(sgd(), TensorKind::Weight), PLAIN);
    close(run(sgd().momentum(0.9), TensorKind::Weight), MOMENTUM);
    close(run(sgd().momentum(0.9).nesterov(true), TensorKind::Weight), NESTEROV);
    // Nothing but weights is decayed.
    close(run(sgd(), TensorKind::Bias), [1.0375, -2.0]);
    close(run(sgd(), TensorKind::Scale), [1.0375, -2.0]);
}

// torch.optim.SGD([w], lr=0.1, momentum=.., nesterov=.., weight_decay=0.01), torch 2.
const PLAIN: [f32; 2] = [1.034_503, -1.993_906];
const MOMENTUM: [f32; 2] = [1.036_484_7, -2.076_394_6];
const NESTEROV: [f32; 2] = [1.067_418_5, -2.062_466_9];

#[test]
fn large_networks_are_updated_in_parallel_with_the_same_bits() {
    const LEN: usize = 300_001;
    let tensor = |at, kind, len| Tensor {
        name: "x",
        kind,
        at,
        dims: [len, 1, 1, 1],
        rank: 1,
        fan_in: 1,
        fan_out: 1,
        init: None,
    };
    let tensors = [tensor(0, TensorKind::Weight, LEN - 11), tensor(LEN - 11, TensorKind::Bias, 11)];
    let start: Vec<f32> = (0..LEN).map(|i| (i as f32 * 0.37).sin()).collect();
    let gradients: Vec<f32> = (0..LEN).map(|i| (i as f32 * 0.71).cos()).collect();
    let run = |threads: usize, momentum: f32| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut params = start.clone();
        let mut sgd = Sgd::new(0.1).momentum(momentum).weight_decay(0.01);
        pool.install(|| (0..3).for_each(|_| sgd.update(&mut params, &gradients, &tensors, &[1.0; 2])));
        params
    };
    for momentum in [0.0, 0.9] {
        let one = run(1, momentum);
        assert_eq!(one, run(3, momentum));
        // Pieces of it alone: the cut changes nothing.
        let mut alone = Sgd::new(0.1).momentum(momentum).weight_decay(0.01);
        let mut piece = start[100_000..100_010].to_vec();
        let kind = [tensor(0, TensorKind::Weight, 10)];
        (0..3).for_each(|_| alone.update(&mut piece, &gradients[100_000..100_010], &kind, &[1.0]));
        assert_eq!(piece, one[100_000..100_010]);
        assert_ne!(one, start);
    }
}
