//! The trainer, on linear networks whose steps can be computed by hand.

mod linear;

use convnet_core::data::{DatasetExt, Mnist, Samples};
use convnet_core::inspect::{Picture, confusion, summary};
use convnet_core::network::{
    Dataset, Generated, Input, InputError, Network, Normalization, Optimizer, Storage, Target, Tensor, TensorKind,
    Training,
};
use convnet_core::shape::Volume;
use convnet_core::train::{
    Adagrad, Adam, Average, Clip, Epoch, History, Observer, OneCycle, Plateau, Progress, Schedule, Scheduled, Sgd,
    Step, TrainError, Trainer,
};
use linear::{Digits, Small, Values, Zoo};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::ops::ControlFlow;

/// Three clusters in four dimensions.
fn clusters(count: usize) -> Samples<[f32; 4]> {
    let image = |i: usize| {
        let noise = |j: usize| ((i * 37 + j * 11) % 19) as f32 / 38.0;
        let mut image = [noise(0), noise(1), noise(2), noise(3)];
        image[i % 3] += 1.0;
        image
    };
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

fn small(seed: u64) -> Small {
    Small::init(&mut StdRng::seed_from_u64(seed))
}

fn trainer<'a>() -> Trainer<'a, Small> {
    Trainer::new().epochs(20).batch(8).learning_rate(0.3).momentum(0.9).progress(Progress::Silent)
}

#[test]
fn it_learns_what_can_be_learned() {
    let data = clusters(100);
    let mut network = small(1);
    let history = trainer().validation(10).train(&mut network, &data).unwrap();
    assert_eq!((history.epochs.len(), history.losses.len(), history.stopped), (20, 20 * 12, false));
    let (first, last) = (&history.epochs[0], &history.epochs[19]);
    assert!(last.loss < 0.2 * first.loss, "{} to {}", first.loss, last.loss);
    let validation = last.validation.as_ref().unwrap();
    assert_eq!((validation.count, validation.correct, last.images), (10, 10, 90));
    let mean = history.losses[..12].iter().zip([8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 2]);
    let mean = mean.map(|(loss, images)| f64::from(loss * images as f32)).sum::<f64>() / 90.0;
    assert!((mean - first.loss).abs() < 1e-5);
    assert_eq!(network.evaluate(&mut network.workspace(), &data).unwrap().correct, 100);
}

#[test]
fn the_seed_decides_everything() {
    let data = clusters(50);
    let run = |seed, network| {
        let mut network = small(network);
        trainer().seed(seed).validation(5).epochs(2).train(&mut network, &data).unwrap();
        network.store().params().to_vec()
    };
    assert_eq!(run(3, 1), run(3, 1));
    assert_ne!(run(3, 1), run(4, 1));
    // Without shuffling and validation the seed has nothing to decide here.
    let in_order = |seed| {
        let mut network = small(1);
        trainer().seed(seed).shuffle(false).epochs(2).train(&mut network, &data).unwrap();
        network.store().params().to_vec()
    };
    assert_eq!(in_order(3), in_order(4));
}

/// What is said of a workspace, a training or a trainer reaches the kernels, in memory that has grown too.
#[test]
fn exactness_reaches_the_kernels() {
    let outputs = Zoo::OUTPUT.len();
    let image = [0.0_f32; Zoo::INPUT.len()];
    // What the network answers where it is exact: it costs nothing then.
    let data = Samples::with_values(vec![image; 7], vec![vec![1.0; outputs]; 7]).unwrap();
    for exact in [false, true] {
        let expected = vec![f32::from(u8::from(exact)); outputs];
        let mut network = Zoo::from_store(Storage::zeroed());
        let mut workspace = network.workspace().exact(!exact).exact(exact);
        assert_eq!(network.logits(&mut workspace, &image[..]).unwrap(), expected);
        assert_eq!(network.evaluate(&mut workspace, &data).unwrap().loss == 0.0, exact);

        let mut training = Training::<Zoo>::new(2).exact(!exact).exact(exact);
        for count in [2, 7] {
            let (images, targets) = (vec![&image[..]; count], vec![Target::Values(&expected); count]);
            network.train_batch(&mut training, &images, &targets, &mut Sgd::new(0.1)).unwrap();
            assert_eq!(training.outputs(1).data(), expected);
        }

        let trainer = Trainer::new().epochs(1).validation(2).progress(Progress::Silent);
        let history = trainer.exact(exact).train(&mut network, &data).unwrap();
        assert_eq!(history.losses == [0.0], exact);
        assert_eq!(history.epochs[0].validation.as_ref().unwrap().loss == 0.0, exact);
    }
}

#[test]
fn every_image_is_seen_once_an_epoch() {
    /// Notes what is read.
    struct Noting<'a>(&'a Samples<[f32; 4]>, std::sync::Mutex<Vec<usize>>);
    impl Dataset for Noting<'_> {
        fn len(&self) -> usize {
            self.0.len()
        }
        fn read(&self, i: usize, v: Volume, n: &Normalization, into: &mut [f32]) -> Result<(), InputError> {
            self.1.lock().unwrap().push(i);
            self.0.read(i, v, n, into)
        }
        fn target(&self, index: usize) -> Target<'_> {
            self.0.target(index)
        }
    }
    let data = clusters(30);
    let noting = Noting(&data, Default::default());
    trainer().epochs(2).train(&mut small(1), &noting).unwrap();
    let seen = noting.1.into_inner().unwrap();
    let (first, second) = seen.split_at(30);
    let sorted = |part: &[usize]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part
    };
    assert_eq!(sorted(first), (0..30).collect::<Vec<_>>());
    assert_eq!(sorted(second), (0..30).collect::<Vec<_>>());
    assert_ne!(first, second);
    assert_ne!(first, sorted(first));
}

#[test]
fn labels_are_checked_before_training() {
    let mut images = clusters(20).images().to_vec();
    let mut classes: Vec<usize> = (0..20).map(|i| i % 3).collect();
    classes[17] = 3;
    let data = Samples::with_classes(images.clone(), classes).unwrap();
    let mut network = small(1);
    let before = network.store().params().to_vec();
    let error = trainer().train(&mut network, &data).unwrap_err();
    assert_eq!(error, TrainError::Input(InputError::Class { sample: 17, found: 3, classes: 3 }));
    assert_eq!(error.to_string(), "sample 17 has class 3, but the network has 3 classes (0 to 2)");
    assert_eq!(network.store().params(), before);
    let fine = clusters(20);
    let error = trainer().train_validated(&mut network, &fine, &data).unwrap_err();
    assert!(matches!(error, TrainError::Input(InputError::Class { sample: 17, .. })));
    // Classes for a network of values, and values for one of classes.
    let values = Samples::with_values(images.clone(), vec![vec![0.0, 1.0]; 20]).unwrap();
    assert!(matches!(trainer().train(&mut network, &values), Err(TrainError::Input(InputError::Target { .. }))));
    let mut regression = Values::init(&mut StdRng::seed_from_u64(1));
    let error = Trainer::new().progress(Progress::Silent).train(&mut regression, &fine).unwrap_err();
    assert!(matches!(error, TrainError::Input(InputError::Target { sample: 0, .. })), "{error}");
    images.pop();
    let error = Samples::with_classes(images, vec![0; 20]).unwrap_err();
    assert_eq!(error, InputError::Count { images: 19, labels: 20 });
}

#[test]
fn settings_without_sense_are_named() {
    let data = clusters(20);
    let mut network = small(1);
    let cases = [
        (trainer().epochs(0), "epochs"),
        (trainer().batch(0), "batch"),
        (trainer().learning_rate(0.0), "learning rate"),
        (trainer().learning_rate(f32::NAN), "learning rate"),
        (trainer().momentum(1.0), "momentum"),
        (trainer().momentum(-0.1), "momentum"),
        (trainer().momentum(0.0).nesterov(true), "momentum"),
        (trainer().weight_decay(-1.0), "weight decay"),
        (trainer().validation(20), "validation"),
    ];
    for (mut trainer, setting) in cases {
        match trainer.train(&mut network, &data) {
            Err(TrainError::Setting { name, .. }) => assert_eq!(name, setting),
            other => panic!("{setting}: {other:?}"),
        }
    }
    assert!(matches!(trainer().train(&mut network, &clusters(0)), Err(TrainError::Setting { name: "data", .. })));
    let error = trainer().validation(2).train_validated(&mut network, &data, &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "validation", .. }));
}

/// A rate that is no number would be in the weights before any cost shows it.
#[test]
fn schedules_without_sense_change_nothing() {
    let data = clusters(20);
    let mut network = small(1);
    let before = network.params().to_vec();
    for factor in [f64::NAN, f64::INFINITY, -1.0] {
        let mut trainer = trainer().epochs(1).batch(20).schedule(Schedule::custom(move |_| factor));
        let error = trainer.train(&mut network, &data).unwrap_err();
        assert!(matches!(error, TrainError::Setting { name: "schedule", .. }), "{error}");
        assert_eq!(network.params(), before);
    }
}

/// A trainer's steps are those of the optimizer alone, from its start in each training; the schedule sets its rate.
#[test]
fn any_optimizer_trains() {
    let data = clusters(24);
    let adam = || Clip::norm(0.5, Adam::new(0.1).weight_decay(0.01));
    let mut expected = small(1);
    let (mut training, mut optimizer) = (Training::<Small>::new(8), adam());
    for epoch in 0..2 {
        optimizer.set_learning_rate([0.1, 0.05][epoch]);
        for first in [0, 8, 16] {
            let indices: Vec<usize> = (first..first + 8).collect();
            expected.train_step(&mut training, &data, &indices, &mut optimizer, 0).unwrap();
        }
    }
    let trainer = || Trainer::new().epochs(2).batch(8).shuffle(false).progress(Progress::Silent);
    let schedule = Schedule::Exponential { factor: 0.5 };
    let mut trainer_of_adam = trainer().optimizer(adam()).schedule(schedule);
    for _ in 0..2 {
        let mut network = small(1);
        trainer_of_adam.train(&mut network, &data).unwrap();
        assert_eq!(network.params(), expected.params());
    }
    let error = trainer().optimizer(Adam::new(-1.0)).train(&mut small(1), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "learning rate", .. }), "{error}");
    let error = trainer().momentum(0.9).optimizer(adam()).train(&mut small(1), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "optimizer", .. }), "{error}");
}

#[test]
fn averages_are_means_of_networks() {
    let network = |value: f32| {
        let mut network = Zoo::from_store(Storage::zeroed());
        network.params_mut().fill(value);
        network.store_mut().params_and_state().1.fill(-value);
        network
    };
    let mean = |mut average: Average<Zoo>| {
        assert!(average.network().is_none());
        [1.0, 5.0, -3.0, 8.0].map(network).iter().for_each(|network| average.add(network));
        assert_eq!(average.added(), 4);
        let mean = average.into_network().unwrap();
        let value = mean.params()[0];
        assert!(mean.params().iter().all(|v| *v == value) && mean.store().state().iter().all(|v| *v == -value));
        value
    };
    assert!((mean(Average::equal(0)) - 11.0 / 4.0).abs() < 1e-6);
    let moving = ((1.0 * 0.9 + 5.0 * 0.1) * 0.9 - 3.0 * 0.1) * 0.9 + 8.0 * 0.1;
    assert!((mean(Average::moving(0.9)) - moving).abs() < 1e-6);
}

/// They see what a training does: every step, or the ends of epochs.
#[test]
fn averages_watch_trainings() {
    let data = clusters(24);
    let (mut moving, mut equal) = (Average::moving(0.5), Average::equal(1));
    let mut seen = Vec::new();
    let note = |step: &Step| {
        seen.push(step.step);
        ControlFlow::Continue(())
    };
    let mut network = small(1);
    trainer().epochs(3).observe(&mut moving).observe(&mut equal).on_step(note).train(&mut network, &data).unwrap();
    assert_eq!((moving.added(), equal.added()), (seen.len() as u64, 2));
    let mean = equal.into_network().unwrap();
    let loss = mean.evaluate(&mut mean.workspace(), &data).unwrap().loss;
    assert!(loss < small(1).evaluate(&mut mean.workspace(), &data).unwrap().loss);
}

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
fn a_diverging_training_ends() {
    let images: Vec<[f32; 4]> = vec![[1e20; 4]; 8];
    let data = Samples::with_values(images, vec![vec![0.0, 1.0]; 8]).unwrap();
    let mut network = Values::init(&mut StdRng::seed_from_u64(1));
    let mut trainer = Trainer::new().batch(1).learning_rate(1.0).progress(Progress::Silent);
    let error = trainer.train(&mut network, &data).unwrap_err();
    assert!(matches!(error, TrainError::Diverged { epoch: 1, learning_rate: 1.0, .. }), "{error}");
}

#[test]
fn observers_see_all_and_may_stop() {
    #[derive(Default)]
    struct Counting {
        steps: usize,
        epochs: usize,
        params: Vec<f32>,
    }
    impl Observer<Small> for Counting {
        fn step(&mut self, _: &Small, step: &Step) -> ControlFlow<()> {
            self.steps += 1;
            assert_eq!((step.steps, step.images), (3, if step.step == 3 { 4 } else { 8 }));
            ControlFlow::Continue(())
        }
        fn epoch(&mut self, network: &Small, epoch: &Epoch) -> ControlFlow<()> {
            self.epochs += 1;
            assert_eq!(epoch.epoch, self.epochs);
            self.params = network.store().params().to_vec();
            ControlFlow::Continue(())
        }
    }
    let data = clusters(20);
    let mut counting = Counting::default();
    let mut network = small(1);
    let stop = |epoch: &Epoch| if epoch.epoch == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let history = trainer().on_epoch(stop).observe(&mut counting).train(&mut network, &data).unwrap();
    assert!(history.stopped);
    assert_eq!((history.epochs.len(), counting.epochs, counting.steps), (2, 2, 6));
    assert_eq!(counting.params, network.store().params());

    let mut seen = 0;
    let stop = |_: &Step| {
        seen += 1;
        if seen == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let history = trainer().on_step(stop).train(&mut small(1), &data).unwrap();
    assert_eq!((history.stopped, history.epochs.len(), history.losses.len()), (true, 1, 4));
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

#[test]
fn a_linear_network_learns_mnist() {
    let mnist = Mnist::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/mnist")).unwrap();
    let mut network =
        Digits::init(&mut StdRng::seed_from_u64(1)).with_normalization(Normalization::new([0.1307], [0.3081]));
    let data = mnist.train.take(12_000);
    let history = Trainer::new()
        .epochs(3)
        .batch(32)
        .learning_rate(0.01)
        .validation(2_000)
        .progress(Progress::Plain)
        .train(&mut network, &data)
        .unwrap();
    let test = network.evaluate(&mut network.workspace(), &mnist.test).unwrap();
    // About 91% is known to be what a linear classifier reaches with so few images.
    assert!(test.accuracy() > 0.89, "{}", test.accuracy());
    assert_eq!(test.confusion.iter().flatten().sum::<usize>(), 10_000);
    assert_eq!((0..10).map(|i| test.confusion[i][i]).sum::<usize>(), test.correct);

    let table = confusion(&test, &[]);
    assert_eq!(table.lines().count(), 11);
    assert!(table.lines().all(|line| line.chars().count() == table.lines().next().unwrap().chars().count()), "{table}");
    let curves = history.curves();
    assert_eq!(curves.iter().map(|c| &*c.title).collect::<Vec<_>>(), ["Training loss", "Validation accuracy"]);
    let svg = curves.into_iter().fold(Picture::new("<MNIST>"), Picture::curves).svg().unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && svg.contains("&lt;MNIST&gt;"));
}

#[test]
fn pictures_of_nothing_and_of_nonsense_are_drawn() {
    let empty = History::default();
    assert!(empty.curves().is_empty());
    assert!(Picture::new("nothing").svg().unwrap().contains("nothing"));
    let zoo = Zoo::init(&mut StdRng::seed_from_u64(1));
    let mut odd = convnet_core::inspect::Curves { log: true, ..Default::default() };
    for points in
        [vec![], vec![(1.0, 0.0)], vec![(f64::NAN, 1.0)], vec![(1.0, 1.0)], vec![(0.0, 1e-9), (1e9, f64::INFINITY)]]
    {
        for log in [true, false] {
            odd.log = log;
            odd.curves = vec![("a".into(), points.clone()), ("b".into(), points.clone())];
            Picture::new("odd").curves(odd.clone()).filters(&zoo).svg().unwrap();
        }
    }
    // Two filters of 3x3 pixels: 18 squares of color and two frames.
    let svg = Picture::new("zoo").filters(&zoo).svg().unwrap();
    assert!(svg.contains("The 2 filters of conv1, 3x3"), "{svg}");
    assert_eq!(svg.matches("<rect").count(), 1 + 18 + 2, "{svg}");
    assert!(!Picture::new("linear").filters(&small(1)).svg().unwrap().contains("filters"));
}

#[test]
fn summaries_have_a_line_a_layer() {
    let table = summary::<Zoo>();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 1 + 1 + 1 + 3 + 1 + 1 + 1, "{table}");
    let words: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[3], ["conv1", "conv", "3x3", "3x2x2", "56", "324", "48", "B", "3x3"], "{table}");
    assert_eq!(words[7], ["Zoo", "63", "324", "144", "B"], "{table}");
    // Parameters and statistics; the input and two rows of outputs, and the gradients: once, and 64 times the rows.
    let (fixed, image) = (4 * 63, 4 * (60 + 2 * 12));
    assert_eq!((Zoo::MEMORY.parameters, Zoo::MEMORY.inference(1)), (4 * 67, fixed + image));
    assert_eq!(Zoo::MEMORY.training(64), fixed + 64 * image);
    assert!(lines[8].contains("268 B") && lines[8].contains("588 B") && lines[8].contains("21.2 KiB"), "{table}");
}

#[test]
fn images_of_all_kinds_become_inputs() {
    use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
    let plain = Normalization { scale: 1.0, ..Normalization::default() };
    let write = |image: &dyn Input, volume: Volume| {
        let mut into = vec![0.0; volume.len()];
        image.write(volume, &plain, &mut into).map(|()| into)
    };
    let rgb = RgbImage::from_fn(2, 1, |x, _| Rgb([10 + x as u8, 20 + x as u8, 30 + x as u8]));
    assert_eq!(write(&rgb, Volume::new(2, 1, 3)).unwrap(), [10.0, 11.0, 20.0, 21.0, 30.0, 31.0]);
    assert_eq!(write(&DynamicImage::from(rgb.clone()), Volume::new(2, 1, 3)).unwrap()[2..4], [20.0, 21.0]);
    assert_eq!(write(&rgb, Volume::new(2, 1, 4)).unwrap()[6..], [255.0, 255.0]);
    let grey = GrayImage::from_pixel(4, 4, Luma([100]));
    assert_eq!(write(&grey, Volume::new(2, 2, 3)).unwrap(), [100.0; 12]);
    assert_eq!(write(&grey, Volume::new(2, 2, 5)), Err(InputError::Channels { channels: 5 }));
    assert!(matches!(write(&GrayImage::new(0, 3), Volume::new(2, 2, 1)), Err(InputError::Size { width: 0, .. })));
    assert_eq!(write(&vec![1.0_f32, 2.0], Volume::new(2, 1, 1)).unwrap(), [1.0, 2.0]);
    assert_eq!(write(&[7_u8, 8], Volume::new(1, 1, 2)).unwrap(), [7.0, 8.0]);
    let error = write(&[7_u8, 8], Volume::new(28, 28, 1)).unwrap_err();
    assert_eq!(error.to_string(), "the image has 2 values, but the network's input 28x28x1 has 784");
    let three = Normalization { scale: 1.0, mean: vec![1.0, 2.0, 3.0], std: vec![1.0, 2.0, 4.0], whitening: None };
    let mut into = [0.0; 3];
    [11_u8, 12, 13].write(Volume::new(1, 1, 3), &three, &mut into).unwrap();
    assert_eq!(into, [10.0, 5.0, 2.5]);
    let error = [11_u8, 12].write(Volume::new(1, 1, 2), &three, &mut into[..2]).unwrap_err();
    assert_eq!(error, InputError::Normalization { channels: 2, found: 3 });
}
