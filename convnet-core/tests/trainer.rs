//! The trainer, on linear networks whose steps can be computed by hand.

mod linear;

use convnet_core::data::{DatasetExt, Mnist, Samples};
use convnet_core::inspect::{Picture, confusion};
use convnet_core::network::{Dataset, Generated, InputError, Network, Normalization, Storage, Target, Training};
use convnet_core::shape::Volume;
use convnet_core::train::{
    Adam, Average, Clip, Epoch, Observer, Progress, Schedule, Scheduled, Sgd, Step, TrainError, Trainer,
};
use linear::{Digits, Small, Values, Zoo, clusters, small, trainer};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::ops::ControlFlow;

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
    assert_eq!(curves.iter().map(|c| &*c.title).collect::<Vec<_>>(), ["Loss", "Accuracy"]);
    let svg = curves.into_iter().fold(Picture::new("<MNIST>"), Picture::curves).svg().unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && svg.contains("&lt;MNIST&gt;"));
}
