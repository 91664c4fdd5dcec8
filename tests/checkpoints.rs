//! Trainings that stop within an epoch and go on: the same bits as without a stop, on any number of threads.

mod common;

use common::Samples;
use convnet::data::{Augment, Augmented, Crop, Flip, Shift};
use convnet::train::{Adam, Average, Plateau, Progress, Schedule, Trainer};
use convnet::weights::Weights;
use convnet::{Generated, Network, Storage, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::ops::ControlFlow;
use std::path::Path;

convnet! {
    /// Running statistics and random numbers, in layers of each kind that has some.
    Mixed<16x16x3> =
        conv(3x3, 6, pad = 1, bias = false) -> bn -> relu -> pool(2) -> dropout(0.2)
        -> conv(3x3, 8) -> prelu -> fc(20) -> bn -> rrelu(0.1, 0.3) -> dropout(0.5) -> softmax(5);
}

/// Parameters, running statistics, and the mean of the weights, as bits.
#[derive(PartialEq)]
struct Outcome([Vec<u32>; 4], Vec<u32>);

/// Two epochs of six steps on so many threads, from and to a checkpoint.
fn train(adam: bool, threads: usize, directory: Option<&Path>, stop: usize, resume: bool) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| train_here(adam, directory, stop, resume))
}

fn train_here(adam: bool, directory: Option<&Path>, stop: usize, resume: bool) -> Outcome {
    let samples = Samples::new(56, <Mixed as Generated>::INPUT, 5, 3);
    let augment = Augment::new().then(Flip::horizontal(0.5)).then(Shift::new(2)).then(Crop::new(16, 16).pad(1));
    let data = Augmented::new(&samples, augment);
    let mut average = Average::moving(0.8);
    let mut left = stop;
    let mut trainer = Trainer::new()
        .epochs(2)
        .batch(8)
        .validation(10)
        .schedule(Schedule::Plateau(Plateau::new(0.3, 0).threshold(0.5)))
        .progress(Progress::Silent)
        .observe(&mut average)
        .on_step(move |_| {
            left = left.wrapping_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    trainer = if adam { trainer.optimizer(Adam::new(0.01)) } else { trainer.learning_rate(0.05).momentum(0.9) };
    if let Some(directory) = directory {
        trainer = trainer.checkpoints(directory, 0, 1);
        if resume {
            trainer = trainer.resume(directory);
        }
    }
    // What a resumed training begins with does not count.
    let mut network = Mixed::init(&mut StdRng::seed_from_u64(resume.into()));
    let history = trainer.train(&mut network, &data).expect("a training");
    drop(trainer);
    let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let mean = average.into_network().expect("some steps");
    let [network, mean] = [&network, &mean].map(|network| [network.params(), network.store().state()].map(bits));
    let [[a, b], [c, d]] = [network, mean];
    Outcome([a, b, c, d], bits(&history.losses))
}

#[test]
fn a_stop_changes_no_bit() {
    for adam in [false, true] {
        let expected = train(adam, 1, None, 0, false);
        for (stop, [before, behind]) in [(1, [1, 2]), (4, [2, 3]), (6, [3, 1]), (9, [2, 1]), (12, [1, 3])] {
            let directory = tempfile::tempdir().expect("a directory");
            train(adam, before, Some(directory.path()), stop, false);
            let outcome = train(adam, behind, Some(directory.path()), 0, true);
            assert!(outcome == expected, "Adam: {adam}, stopped after {stop} steps, {before} and {behind} threads");
            let last = Mixed::load(directory.path().join("step-00000012.safetensors")).expect("weights");
            assert!(last.params().iter().map(|value| value.to_bits()).eq(expected.0[0].iter().copied()));
        }
    }
}
