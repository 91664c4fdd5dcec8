//! Classes that do not all count the same, measures for each of them, and several networks that answer as one.

mod linear;

use convnet_core::data::{DatasetExt, Samples};
use convnet_core::inspect::report;
use convnet_core::network::{Dataset, Ensemble, Evaluation, Generated, Head, Network, Storage, Target, Training};
use convnet_core::train::{Progress, Sgd, TrainError, Trainer};
use linear::{Small, Values};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn small(seed: u64) -> Small {
    Small::init(&mut StdRng::seed_from_u64(seed))
}

/// Images of these classes; each begins with its number.
fn images(classes: &[usize]) -> Samples<[f32; 4]> {
    let image = |i: usize| [i as f32, 0.5, -0.25, (i % 3) as f32];
    Samples::with_classes((0..classes.len()).map(image).collect(), classes.to_vec()).unwrap()
}

/// The cost of a mini-batch, written as PyTorch's documentation of `CrossEntropyLoss` has it.
fn expected_cost(logits: &[[f64; 3]], targets: &[Target], smoothing: f64, weights: [f64; 3]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (logits, target) in logits.iter().zip(targets) {
        let all = logits.iter().map(|v| v.exp()).sum::<f64>();
        for class in 0..3 {
            let part = match *target {
                Target::Class(of) => f64::from(u8::from(of == class)),
                Target::Mixed { classes: [a, b], share } => {
                    let [a, b] = [a, b].map(|of| f64::from(u8::from(of == class)));
                    f64::from(share) * a + (1.0 - f64::from(share)) * b
                }
                Target::Values(_) => unreachable!("classes only"),
            };
            count += part * weights[class];
            let smoothed = (1.0 - smoothing) * part + smoothing / 3.0;
            sum -= smoothed * weights[class] * (logits[class].exp() / all).ln();
        }
    }
    sum / count
}

/// Cost and gradients, against the formula and its finite differences by the biases.
#[test]
fn smoothed_and_weighted_costs_are_pytorchs() {
    let targets = [
        Target::Class(2),
        Target::Class(0),
        Target::Mixed { classes: [1, 2], share: 0.75 },
        Target::Mixed { classes: [0, 0], share: 0.5 },
    ];
    let x: Vec<[f32; 4]> = (0..4).map(|i| [0.3 * i as f32, 0.5, -0.25, 1.0 - i as f32]).collect();
    for (smoothing, weights) in [(0.1, [1.0; 3]), (0.0, [0.5, 0.0, 3.0]), (0.25, [2.0, 1.0, 0.125])] {
        let mut network = small(5);
        let logits = |network: &Small, shift: [f64; 3]| -> Vec<[f64; 3]> {
            let mut workspace = network.workspace();
            let of = |x: &[f32; 4]| {
                let y = network.logits(&mut workspace, x).unwrap();
                [0, 1, 2].map(|class| f64::from(y[class]) + shift[class])
            };
            x.iter().map(of).collect()
        };
        let at = |shift| expected_cost(&logits(&network, shift), &targets, smoothing, weights);
        let expected = at([0.0; 3]);
        let slopes: Vec<f64> = (0..3)
            .map(|class| {
                let mut shift = [0.0; 3];
                shift[class] = 1e-5;
                (at(shift) - at(shift.map(|v| -v))) / 2e-5
            })
            .collect();
        let training = Training::<Small>::new(4).keep_gradients(true).label_smoothing(smoothing as f32);
        let mut training = training.class_weights(weights.map(|weight| weight as f32).to_vec());
        let found = network.train_batch(&mut training, &x, &targets, &mut Sgd::new(0.1)).unwrap();
        assert!((found - expected).abs() < 1e-6, "{found} instead of {expected}");
        for (found, expected) in training.gradients()[12..].iter().zip(slopes) {
            assert!((f64::from(*found) - expected).abs() < 1e-6, "{found} instead of {expected}");
        }
    }
    // PyTorch 2: F.cross_entropy(torch.tensor([[1., 2., 3.]]), torch.tensor([1]), label_smoothing=0.3) is 1.4076.
    let found = expected_cost(&[[1.0, 2.0, 3.0]], &[Target::Class(1)], 0.3, [1.0; 3]);
    assert!((found - 1.407_605_964_444_38).abs() < 1e-9, "{found}");
}

/// Of a class that does not count nothing is learned, and weights that are all 1 change nothing but the roundings.
#[test]
fn weights_reach_the_steps() {
    let data = images(&[0, 1, 2, 0, 1, 2]);
    let train = |weights: &[f32]| {
        let mut network = small(1);
        let trainer = Trainer::new().epochs(2).batch(3).learning_rate(0.1).progress(Progress::Silent);
        trainer.class_weights(weights).train(&mut network, &data).unwrap();
        network.params().to_vec()
    };
    assert_eq!(train(&[0.0; 3]), small(1).params());
    let (plain, ones) = (train(&[]), train(&[1.0; 3]));
    assert!(plain.iter().zip(&ones).all(|(a, b)| (a - b).abs() < 1e-5));
    assert!(train(&[4.0, 1.0, 1.0]).iter().zip(&plain).any(|(a, b)| (a - b).abs() > 1e-3));
}

#[test]
fn settings_without_sense_are_named() {
    let data = images(&[0, 1, 2]);
    let trainer = || Trainer::new().epochs(1).progress(Progress::Silent);
    let cases = [
        (trainer().label_smoothing(1.0), "label smoothing"),
        (trainer().label_smoothing(-0.1), "label smoothing"),
        (trainer().label_smoothing(f32::NAN), "label smoothing"),
        (trainer().class_weights([1.0, 1.0]), "class weights"),
        (trainer().class_weights([1.0, -1.0, 1.0]), "class weights"),
        (trainer().early_stopping(0), "patience"),
    ];
    for (mut trainer, setting) in cases {
        match trainer.train(&mut small(1), &data) {
            Err(TrainError::Setting { name, .. }) => assert_eq!(name, setting),
            other => panic!("{setting}: {other:?}"),
        }
    }
    let values = Samples::with_values(vec![[0.0_f32; 4]; 3], vec![vec![0.0, 1.0]; 3]).unwrap();
    let mut network = Values::from_store(Storage::zeroed());
    let trainer = || Trainer::new().epochs(1).progress(Progress::Silent);
    for mut trainer in [trainer().label_smoothing(0.1), trainer().class_weights([1.0, 1.0])] {
        assert!(matches!(trainer.train(&mut network, &values), Err(TrainError::Setting { .. })));
    }
}

/// The training ends after so many epochs without a better one, with the weights of the best.
#[test]
fn early_stopping_keeps_the_best_weights() {
    let data = images(&[0, 1, 2, 0, 1, 2, 1, 2, 0, 0]);
    let trainer = || Trainer::new().epochs(40).batch(2).learning_rate(0.5).validation(4).progress(Progress::Silent);
    let mut network = small(1);
    let history = trainer().early_stopping(3).train(&mut network, &data).unwrap();
    let best = history.best().unwrap();
    assert!(history.stopped && history.epochs.len() == best.epoch + 3, "{} epochs", history.epochs.len());
    let mut expected = small(1);
    trainer().epochs(best.epoch).train(&mut expected, &data).unwrap();
    assert_eq!(network.params(), expected.params());
}

#[test]
fn resampled_classes_have_as_many_images() {
    let classes = [0, 0, 0, 0, 0, 2, 2, 3, 0, 2];
    let data = images(&classes);
    assert_eq!(data.class_counts(3), [6, 0, 3, 1]);
    let weights = data.balanced_weights(5);
    assert_eq!(weights, [10.0 / 30.0, 1.0, 10.0 / 15.0, 10.0 / 5.0, 1.0]);

    let under = data.undersampled(1);
    assert_eq!(under.class_counts(0), [1, 0, 1, 1]);
    let over = data.oversampled(1);
    assert_eq!(over.class_counts(0), [6, 0, 6, 6]);
    let times = |index: usize| over.indices().iter().filter(|&&i| i == index).count();
    assert_eq!((0..10).map(times).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 2, 2, 6, 1, 2]);
    for view in [&under, &over] {
        assert!(view.indices().is_sorted());
        assert!((0..view.len()).all(|i| view.target(i) == Target::Class(classes[view.indices()[i]])));
    }
    assert_eq!(data.undersampled(1).indices(), under.indices());
    assert!((2..20).any(|seed| data.undersampled(seed).indices() != under.indices()));
    // What does not divide is drawn.
    let uneven = images(&[0, 0, 0, 0, 0, 1, 1]);
    let over = uneven.oversampled(4);
    assert_eq!(over.class_counts(0), [5, 5]);
    assert!([5, 6].iter().all(|index| [2, 3].contains(&over.indices().iter().filter(|i| *i == index).count())));
    assert!(images(&[]).oversampled(1).is_empty());
}

/// `sklearn.metrics.classification_report` of these answers; nothing is of class 3, or taken for it.
#[test]
fn measures_of_classes_are_scikit_learns() {
    let confusion = vec![vec![5, 1, 0, 0], vec![2, 3, 1, 0], vec![0, 0, 0, 0], vec![0; 4]];
    let evaluation = Evaluation { count: 12, loss: 0.5, correct: 8, confusion };
    let classes = evaluation.classes();
    let close = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?}");
    close(classes[0].precision, 5.0 / 7.0);
    close(classes[0].recall, 5.0 / 6.0);
    close(classes[0].f1, 10.0 / 13.0);
    close(classes[1].precision, 3.0 / 4.0);
    close(classes[2].precision, 0.0);
    assert_eq!((classes[2].recall, classes[2].images, classes[2].answers), (None, 0, 1));
    assert_eq!((classes[3].precision, classes[3].recall, classes[3].f1), (None, None, None));
    close(evaluation.balanced_accuracy(), (5.0 / 6.0 + 0.5) / 2.0);
    close(evaluation.macro_f1(), (10.0 / 13.0 + 0.6) / 3.0);
    let expected = "\
class              precision    recall        F1   images  answers
              cat     71.43%    83.33%    76.92%        6        7
              dog     75.00%    50.00%    60.00%        6        4
                2      0.00%         ·     0.00%        0        1
                3          ·         ·         ·        0        0
accuracy              66.67%
balanced accuracy     66.67%
mean F1               45.64%
";
    assert_eq!(report(&evaluation, &["cat", "dog"]), expected);
    let values = Evaluation { confusion: Vec::new(), ..evaluation };
    assert_eq!((report(&values, &[]), values.balanced_accuracy()), (String::new(), None));
}

#[test]
fn ensembles_answer_with_the_mean() {
    let data = images(&[0, 1, 2, 0, 1, 2, 1, 2, 0, 0]);
    let networks: Vec<Small> = (1..5).map(small).collect();
    let ensemble: Ensemble<Small> = networks.iter().cloned().collect();
    let mut workspace = networks[0].workspace();
    let image = data.images()[4];
    let mut mean = [0.0; 3];
    for network in &networks {
        let answer = network.predict(&mut workspace, &image).unwrap();
        mean.iter_mut().zip(&answer.probabilities).for_each(|(mean, p)| *mean += p / 4.0);
    }
    let answer = ensemble.predict(&mut workspace, &image).unwrap();
    assert!(answer.probabilities.iter().zip(mean).all(|(a, b)| (a - b).abs() < 1e-6));
    assert!(answer.probabilities.iter().all(|p| *p <= answer.probabilities[answer.class]));
    let answers = ensemble.predict_batch(&mut workspace, data.images()).unwrap();
    assert_eq!(answers[4], answer);

    let evaluation = ensemble.evaluate(&mut workspace, &data).unwrap();
    let label = |i: usize| data.target(i).class().unwrap();
    let loss = (0..10).map(|i| -f64::from(answers[i].probabilities[label(i)]).ln()).sum::<f64>() / 10.0;
    assert!((evaluation.loss - loss).abs() < 1e-5, "{} instead of {loss}", evaluation.loss);
    assert_eq!(evaluation.correct, (0..10).filter(|&i| answers[i].class == label(i)).count());

    // One alone is itself; the best are those of least cost.
    let alone: Ensemble<Small> = [small(1)].into_iter().collect();
    let own = small(1).evaluate(&mut workspace, &data).unwrap();
    let found = alone.evaluate(&mut workspace, &data).unwrap();
    assert!((found.loss - own.loss).abs() < 1e-5 && found.confusion == own.confusion);
    let mut losses: Vec<f64> =
        networks.iter().map(|network| network.evaluate(&mut workspace, &data).unwrap().loss).collect();
    let best = Ensemble::best(networks, 2, &mut workspace, &data).unwrap();
    losses.sort_by(f64::total_cmp);
    let kept = best.networks().iter().map(|network| network.evaluate(&mut workspace, &data).unwrap().loss);
    assert_eq!(kept.collect::<Vec<_>>(), losses[..2]);

    // Without softmax, of values.
    assert_eq!(Values::HEAD, Head::Values);
    let values: Ensemble<Values> = (1..3).map(|seed| Values::init(&mut StdRng::seed_from_u64(seed))).collect();
    let mut workspace = values.networks()[0].workspace();
    let each = [0, 1].map(|i| values.networks()[i].logits(&mut workspace, &image).unwrap().to_vec());
    let answer = values.predict(&mut workspace, &image).unwrap();
    assert_eq!(answer.probabilities, [(each[0][0] + each[1][0]) / 2.0, (each[0][1] + each[1][1]) / 2.0]);
}
