//! Schedules of the learning rate and the momentum, and rates that are found.

mod linear;

use convnet_core::data::Samples;
use convnet_core::inspect::Picture;
use convnet_core::network::Network;
use convnet_core::train::{Adagrad, Adam, OneCycle, Plateau, Progress, Schedule, Step, TrainError, Trainer};
use linear::{clusters, small, trainer};
use std::ops::ControlFlow;

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} instead of {expected:?}");
}

/// `torch.optim.lr_scheduler.OneCycleLR(total_steps=20, base_momentum=0.85, max_momentum=0.95)`, torch 2: its rise ends
/// with step 5, its fall with step 19.
#[test]
fn one_cycle_is_pytorchs() {
    let schedule = Schedule::OneCycle(OneCycle::default().momentum(0.85, 0.95));
    let done = |step: f64| if step < 5.0 { step / 5.0 * 3.0 } else { 3.0 + (step - 5.0) / 14.0 * 7.0 };
    let steps = [0.0, 2.0, 5.0, 6.0, 12.0, 19.0];
    let rates = [0.04, 0.371_671_842_700_025_3, 1.0, 0.987_464_006_235_087_3, 0.500_002, 4e-6];
    close(&steps.map(|step| schedule.factor(done(step), 10)), &rates);
    let momentum = [0.95, 0.915_450_849_718_747_4, 0.85, 0.851_253_604_390_908_8, 0.9, 0.95];
    close(&steps.map(|step| schedule.momentum(done(step), 10).unwrap()), &momentum);
    assert_eq!(Schedule::OneCycle(OneCycle::default()).momentum(1.0, 10), None);
    let short = OneCycle::default().rise(0.5).ends(0.5, 0.25);
    close(&[0.0, 1.0, 2.0].map(|done| Schedule::OneCycle(short).factor(done, 2)), &[0.5, 1.0, 0.25]);
}

/// `ReduceLROnPlateau` on these costs, torch 2; the first epoch has the full rate.
#[test]
fn plateaus_are_pytorchs() {
    let losses = [5.0, 4.0, 4.0, 3.99999, 4.1, 2.0, 2.1, 1.95, 1.9, 1.9, 1.9, f64::NAN, 1.0, 1.0, 1.0, 1.0];
    let factors = |plateau: Plateau| {
        let mut schedule = Schedule::Plateau(plateau).warmed_up(0.5);
        let run = |schedule: &mut Schedule| {
            schedule.begin();
            losses.map(|loss| {
                schedule.observe(loss);
                schedule.factor(1.0, 16)
            })
        };
        let first = run(&mut schedule);
        // Another training begins anew.
        assert_eq!(run(&mut schedule), first);
        first
    };
    let patient = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125];
    close(&factors(Plateau::new(0.5, 1)), &patient);
    let mut cooled = [0.05; 16];
    cooled[..2].fill(1.0);
    cooled[2..6].fill(0.1);
    close(&factors(Plateau::new(0.1, 0).cooldown(2).threshold(0.1).least(0.05)), &cooled);
}

/// `MultiStepLR(milestones=[2, 5, 5])`, and `LinearLR` before `CosineAnnealingLR`, torch 2.
#[test]
fn milestones_and_warmup_are_pytorchs() {
    let milestones = Schedule::Milestones { at: vec![2, 5, 5], factor: 0.1 };
    let factors = [0.0, 1.0, 2.9, 3.0, 4.0, 5.0, 6.0].map(|done| milestones.factor(done, 7));
    close(&factors, &[1.0, 1.0, 0.1, 0.1, 0.1, 0.001, 0.001]);
    let warm = Schedule::Cosine { warmup: 0.0 }.warmed_up(4.0);
    let factors = (0..10).map(|done| warm.factor(f64::from(done), 10)).collect::<Vec<_>>();
    let rest = [1.0, 0.933_012_701_892_219_4, 0.75, 0.5, 0.25, 0.066_987_298_107_780_65];
    close(&factors, &[&[0.0, 0.25, 0.5, 0.75][..], &rest].concat());
    let both = Schedule::Cosine { warmup: 4.0 };
    close(&factors, &(0..10).map(|done| both.factor(f64::from(done), 10)).collect::<Vec<_>>());
    // What does not begin at 1 is met where it begins, with its momentum.
    let cycle = Schedule::OneCycle(OneCycle::default().momentum(0.8, 0.9)).warmed_up(1.0);
    close(&[0.5, 1.0, 4.0].map(|done| cycle.factor(done, 11)), &[0.02, 0.04, 1.0]);
    close(&[0.5, 1.0, 4.0].map(|done| cycle.momentum(done, 11).unwrap()), &[0.9, 0.9, 0.8]);
}

/// A rate that falls by the validation's cost, and a momentum that reaches the optimizer.
#[test]
fn trainings_follow_what_they_measure() {
    let data = clusters(40);
    let mut rates = Vec::new();
    let note = |step: &Step| {
        rates.push(step.learning_rate);
        ControlFlow::Continue(())
    };
    // No cost is less than nothing: every epoch is a bad one.
    let plateau = Plateau::new(0.5, 0).threshold(1.0);
    let mut trainer_on_plateau = trainer().epochs(3).batch(40).schedule(Schedule::Plateau(plateau)).on_step(note);
    trainer_on_plateau.train(&mut small(1), &data).unwrap();
    drop(trainer_on_plateau);
    assert_eq!(rates, [0.3, 0.15, 0.075]);

    let run = |momentum: f32, schedule: Schedule| {
        let mut network = small(1);
        trainer().epochs(2).momentum(momentum).schedule(schedule).train(&mut network, &data).unwrap();
        network.params().to_vec()
    };
    let level = || OneCycle::default().ends(1.0, 1.0);
    let cycle = |momentum: f64| Schedule::OneCycle(level().momentum(momentum, momentum));
    assert_eq!(run(0.5, cycle(0.75)), run(0.75, Schedule::OneCycle(level())));
    let mut adagrad = Trainer::new().optimizer(Adagrad::default()).schedule(cycle(0.9)).progress(Progress::Silent);
    let error = adagrad.train(&mut small(1), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "schedule", .. }), "{error}");
    let error = trainer().schedule(cycle(1.5)).train(&mut small(1), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "schedule", .. }), "{error}");
}

#[test]
fn a_learning_rate_is_found() {
    // Some labels are wrong: what follows each image as far as it can comes to nothing.
    let images = clusters(800).images().to_vec();
    let classes = (0..800).map(|i| (i + usize::from(i % 7 == 0)) % 3).collect();
    let data = Samples::with_classes(images, classes).unwrap();
    let network = small(1);
    let before = network.params().to_vec();
    let trainer = || Trainer::new().batch(4).progress(Progress::Silent);
    let curve = trainer().find_rate(&network, &data, 1e-6..=1e4).unwrap();
    assert_eq!(network.params(), before);
    let (first, last) = (&curve.points[0], &curve.points[curve.points.len() - 1]);
    assert_eq!(first.learning_rate, 1e-6);
    // It has ended where the cost had grown, or at the end.
    assert!(curve.points.len() > 100 && last.learning_rate <= 1e4 * 1.000_01);
    let ratio = curve.points[1].learning_rate / first.learning_rate;
    assert!((ratio - 10.0_f32.powf(10.0 / 199.0)).abs() < 1e-4, "{ratio}");
    let rate = curve.suggestion().unwrap();
    let loss = |learning_rate: f32| {
        let mut network = small(1);
        let mut trainer = trainer().epochs(1).learning_rate(learning_rate);
        trainer.train(&mut network, &data).unwrap();
        network.evaluate(&mut network.workspace(), &data).unwrap().loss
    };
    assert!(loss(rate) < 0.7 * loss(1e-3 * rate) && loss(rate) < loss(1e3 * rate), "{rate}: {}", loss(rate));
    // The same twice; other optimizers are swept too.
    assert_eq!(trainer().find_rate(&network, &data, 1e-6..=1e4).unwrap(), curve);
    let adam = trainer().optimizer(Adam::default()).find_rate(&network, &data, 1e-6..=1e4).unwrap();
    assert_ne!(adam, curve);
    Picture::new("rates").curves(curve.curves()).svg().unwrap();
    for rates in [0.0..=1.0, 1.0..=0.1, 0.1..=f32::INFINITY] {
        let error = trainer().find_rate(&network, &data, rates).unwrap_err();
        assert!(matches!(error, TrainError::Setting { name: "learning rates", .. }), "{error}");
    }
    // A single step is no curve.
    let one = trainer().batch(800).find_rate(&network, &data, 1e-6..=1.0).unwrap();
    assert_eq!((one.points.len(), one.suggestion()), (1, None));
}

#[test]
fn schedules_follow_their_formulas() {
    let factors = |schedule: Schedule, at: &[f64]| at.iter().map(|done| schedule.factor(*done, 4)).collect::<Vec<_>>();
    assert_eq!(factors(Schedule::Constant, &[0.0, 3.5]), [1.0, 1.0]);
    let step = Schedule::Step { every: 2, factor: 0.5 };
    assert_eq!(factors(step, &[0.0, 1.9, 2.0, 4.1]), [1.0, 1.0, 0.5, 0.25]);
    assert_eq!(factors(Schedule::Exponential { factor: 0.5 }, &[0.9, 1.0, 2.5]), [1.0, 0.5, 0.25]);
    let near = |schedule, at: &[f64], expected: &[f64]| {
        let found = factors(schedule, at);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} instead of {expected:?}");
    };
    near(Schedule::Cosine { warmup: 0.0 }, &[0.0, 2.0, 4.0], &[1.0, 0.5, 0.0]);
    near(Schedule::Cosine { warmup: 1.0 }, &[0.0, 0.25, 1.0, 2.5, 4.0], &[0.0, 0.25, 1.0, 0.5, 0.0]);
    assert_eq!(factors(Schedule::custom(|epoch| 1.0 / (1 + epoch) as f64), &[0.5, 1.5]), [1.0, 0.5]);

    let mut rates = Vec::new();
    let note = |step: &Step| {
        rates.push(step.learning_rate);
        ControlFlow::Continue(())
    };
    let schedule = Schedule::Step { every: 1, factor: 0.5 };
    trainer().epochs(2).batch(10).schedule(schedule).on_step(note).train(&mut small(1), &clusters(20)).unwrap();
    assert_eq!(rates, [0.3, 0.3, 0.15, 0.15]);
}
