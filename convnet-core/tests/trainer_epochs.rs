//! What a training says of its epochs: training accuracy, and validations of averages.

mod linear;

use convnet_core::data::Samples;
use convnet_core::network::Network;
use convnet_core::train::{Average, Epoch, Observer, Progress, Trainer};
use linear::Small;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::ops::ControlFlow;

fn images(count: usize) -> Samples<[f32; 4]> {
    let value = |i: usize| ((i * 37 + 11) % 19) as f32 / 19.0;
    let image = |i: usize| [0, 1, 2, 3].map(|j| value(4 * i + j) + f32::from(u8::from(i % 3 == j)));
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

fn small(seed: u64) -> Small {
    Small::init(&mut StdRng::seed_from_u64(seed))
}

fn trainer<'a>() -> Trainer<'a, Small> {
    Trainer::new().epochs(3).batch(8).learning_rate(0.3).progress(Progress::Silent)
}

/// In one step an epoch, the answers that count are those before the step.
#[test]
fn training_accuracy_is_of_the_answers_before_each_step() {
    let data = images(30);
    let mut before = Vec::new();
    struct Seen<'a>(&'a mut Vec<Small>);
    impl Observer<Small> for Seen<'_> {
        fn epoch(&mut self, network: &Small, _: &Epoch) -> ControlFlow<()> {
            self.0.push(network.clone());
            ControlFlow::Continue(())
        }
    }
    let mut network = small(2);
    before.push(network.clone());
    let history = trainer().batch(30).observe(Seen(&mut before)).train(&mut network, &data).unwrap();
    let expected: Vec<usize> =
        before[..3].iter().map(|n| n.evaluate(&mut n.workspace(), &data).unwrap().correct).collect();
    let found: Vec<usize> = history.epochs.iter().map(|epoch| epoch.correct).collect();
    assert_eq!(found, expected);
    assert!(found[0] != found[2], "{found:?} says nothing");
    assert_eq!(history.epochs[2].accuracy(), found[2] as f64 / 30.0);
    // Steps add up; the last one is smaller.
    let history = trainer().learning_rate(1e-30).train(&mut small(2), &data).unwrap();
    assert!(history.epochs.iter().all(|epoch| epoch.correct == expected[0]));
    let curves = history.curves();
    let names = |i: usize| curves[i].curves.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert_eq!((names(0), names(1)), (vec!["training", "each step"], vec!["training"]));
    assert_eq!(curves[1].curves[0].1[2], (3.0, 100.0 * expected[0] as f64 / 30.0));
}

#[test]
fn averages_are_validated_where_that_is_asked_for() {
    let (data, validation) = (images(24), images(9));
    let run = |validate_average: bool, patience: Option<usize>| {
        let (mut network, mut average) = (small(1), Average::moving(0.8));
        let mut trainer = trainer().validate_average(validate_average).observe(&mut average);
        if let Some(patience) = patience {
            trainer = trainer.early_stopping(patience);
        }
        let history = trainer.train_validated(&mut network, &data, &validation).unwrap();
        drop(trainer);
        (network, average.into_network().unwrap(), history)
    };
    let loss = |network: &Small| network.evaluate(&mut network.workspace(), &validation).unwrap().loss;
    let (network, average, history) = run(true, None);
    assert_eq!(history.epochs[2].validation.as_ref().unwrap().loss, loss(&average));
    assert_ne!(loss(&average), loss(&network));
    let (same, _, history) = run(false, None);
    assert_eq!(history.epochs[2].validation.as_ref().unwrap().loss, loss(&same));
    assert_eq!(same.params(), network.params());
    // What stays is what was best.
    let (network, _, history) = run(true, Some(3));
    assert_eq!(history.best().unwrap().validation.as_ref().unwrap().loss, loss(&network));
    // Without an average it is the network, as ever.
    let mut network = small(1);
    let history = trainer().validate_average(true).train_validated(&mut network, &data, &validation).unwrap();
    assert_eq!(history.epochs[2].validation.as_ref().unwrap().loss, loss(&network));
}
