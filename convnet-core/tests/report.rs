//! The report of a run: how far steps move weights, how sure a network is, where it is wrong, and the page.

mod linear;

use convnet_core::data::Samples;
use convnet_core::inspect::{Calibration, Examination, Mistakes, Picture, Report, image_of};
use convnet_core::network::{Dataset, Generated, Network, Prediction, Storage};
use convnet_core::shape::Volume;
use convnet_core::train::{Criterion, Observer, Progress, Step, Trainer, UpdateRatios};
use linear::{Values, Zoo, clusters, small, trainer};
use std::ops::ControlFlow;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} instead of {expected}");
}

/// Ten predictions of 0.8, of which six are right, and ten of 0.55, of which seven are: gaps of 0.2 and 0.15.
#[test]
fn the_calibration_error_is_the_papers() {
    let mut calibration = Calibration::new(10);
    assert_eq!((calibration.error(), calibration.largest_error()), (None, None));
    (0..10).for_each(|i| calibration.add(0.8, i < 6));
    (0..10).for_each(|i| calibration.add(0.55, i < 7));
    close(calibration.error().unwrap(), (0.2 + 0.15) / 2.0);
    close(calibration.largest_error().unwrap(), 0.2);
    // Within a bin only the means count: 0.62 and 0.68 with one of two right are 0.65 with a half.
    let mut mixed = Calibration::new(10);
    [(0.62, true), (0.68, false)].into_iter().for_each(|(confidence, correct)| mixed.add(confidence, correct));
    close(mixed.error().unwrap(), 0.15);
    // A bin has its upper end, and the first one 0 too.
    let mut ends = Calibration::new(4);
    [0.0, 0.25, 0.250_001, 1.0, 7.0, f32::NAN].into_iter().for_each(|confidence| ends.add(confidence, true));
    assert_eq!(ends.bins().iter().map(|bin| bin.count).collect::<Vec<_>>(), [3, 1, 0, 2]);
    let perfect = Calibration::default();
    assert_eq!(perfect.bins().len(), 15);
    for drawn in [calibration, perfect] {
        assert!(drawn.svg().unwrap().contains("Reliability"));
    }
}

/// One step of plain descent, with the gradients that another one has kept.
#[test]
fn update_ratios_are_those_of_the_step() {
    let data = clusters(16);
    let step = |epoch, step| {
        // A step cannot be made up by hand: it is one that a training has shown.
        let mut seen = None;
        let note = |made: &Step| {
            seen = Some(*made).filter(|made| (made.epoch, made.step) == (epoch, step)).or(seen);
            ControlFlow::Continue(())
        };
        trainer().epochs(epoch).on_step(note).train(&mut small(1), &data).unwrap();
        seen.unwrap()
    };
    let mut network = small(1);
    let before: Vec<f64> = network.params().iter().map(|v| f64::from(*v)).collect();
    let mut updates = UpdateRatios::new();
    let _ = updates.step(&network, &step(1, 1));
    // Only the weights count, which are the first twelve, and not the biases.
    network.params_mut().iter_mut().enumerate().for_each(|(i, v)| *v += if i < 12 { 0.5 } else { 100.0 });
    let _ = updates.step(&network, &step(1, 2));
    let length = before[..12].iter().map(|v| v * v).sum::<f64>().sqrt();
    let measured: Vec<_> = updates.measured().cloned().collect();
    assert_eq!((updates.layers(), measured.len(), measured[0].epochs), (&["fc1"][..], 1, 1.0));
    close(measured[0].ratios[0], 12.0_f64.sqrt() * 0.5 / length);
    // A layer that does not move has 0.
    let _ = updates.step(&network, &step(2, 1));
    assert_eq!(updates.measured().last().unwrap().ratios, [0.0]);
}

#[test]
fn watching_updates_changes_no_bit() {
    let data = clusters(40);
    let run = |watched: bool| {
        let (mut network, mut updates) = (small(1), UpdateRatios::new());
        let trainer = trainer().validation(8).seed(5).epochs(3);
        let mut trainer = if watched { trainer.observe(&mut updates) } else { trainer };
        let history = trainer.train(&mut network, &data).unwrap();
        drop(trainer);
        (network.params().iter().map(|v| v.to_bits()).collect::<Vec<_>>(), history.losses, updates)
    };
    let (watched, plain) = (run(true), run(false));
    assert_eq!((watched.0, watched.1), (plain.0, plain.1));
    // Three epochs of four steps; of the first the weights before are not known.
    assert_eq!(watched.2.measured().len(), 11);
    assert!(watched.2.measured().all(|at| at.ratios.len() == 1 && at.ratios[0] > 0.0 && at.ratios[0] < 1.0));
}

/// Of a long training as much is kept as of a shorter one, evenly over all of it.
#[test]
fn update_ratios_take_no_more_for_a_longer_training() {
    let data = clusters(8);
    let mut updates = UpdateRatios::new();
    trainer().batch(1).epochs(400).observe(&mut updates).train(&mut small(1), &data).unwrap();
    let places: Vec<f64> = updates.measured().map(|at| at.epochs).collect();
    assert_eq!(updates.every(), 16);
    assert_eq!(places.len(), 3200 / 16);
    assert!((0..places.len()).all(|i| places[i] == (i + 1) as f64 * 16.0 / 8.0), "{places:?}");
}

#[test]
fn the_worst_mistakes_come_first() {
    let answer = |class: usize, confidence: f32| {
        let mut probabilities = vec![(1.0 - confidence) / 2.0; 3];
        probabilities[class] = confidence;
        Prediction { class, probabilities }
    };
    // Index, label, answer, confidence; the second is no mistake.
    let shown = [(0, 0, 1, 0.6), (1, 1, 1, 0.99), (2, 2, 0, 0.9), (3, 0, 2, 0.6), (4, 0, 1, 0.7), (5, 2, 0, 0.95)];
    let all = |mut mistakes: Mistakes, backwards: bool| {
        let mut shown = shown.to_vec();
        if backwards {
            shown.reverse();
        }
        shown.iter().for_each(|&(i, label, class, confidence)| mistakes.add(i, label, &answer(class, confidence)));
        mistakes.worst().iter().map(|mistake| mistake.index).collect::<Vec<_>>()
    };
    for backwards in [false, true] {
        assert_eq!(all(Mistakes::new(9), backwards), [5, 2, 4, 0, 3]);
        assert_eq!(all(Mistakes::new(4), backwards), [5, 2, 4, 0]);
        assert_eq!(all(Mistakes::new(0), backwards), [0; 0]);
        // The worst of each cell: 2 taken for 0, 0 for 1, 0 for 2.
        assert_eq!(all(Mistakes::of_cells(1), backwards), [5, 4, 3]);
    }
    let mut one = Mistakes::new(1);
    one.add(7, 2, &answer(1, 0.5));
    let worst = one.worst()[0];
    assert_eq!((worst.label, worst.answer, worst.confidence, worst.of_label), (2, 1, 0.5, 0.25));
}

#[test]
fn images_are_shown_as_they_are() {
    let grey = Samples::with_classes(vec![vec![0_u8, 51, 102, 255]], vec![0]).unwrap();
    let image = image_of(&grey, 0, Volume::new(2, 2, 1)).unwrap();
    assert_eq!(image.as_raw()[..], [0, 0, 0, 51, 51, 51, 102, 102, 102, 255, 255, 255]);
    // Pixels lie channel by channel in a network, and beside each other in an image.
    let color = Samples::with_classes(vec![vec![1_u8, 2, 3, 4, 5, 6]], vec![0]).unwrap();
    assert_eq!(image_of(&color, 0, Volume::new(2, 1, 3)).unwrap().as_raw()[..], [1, 2, 3, 4, 5, 6]);
    // Values that are no pixels: from the least to the largest.
    let values = Samples::with_classes(vec![vec![-1.0_f32, 0.0, 1.0, f32::NAN]], vec![0]).unwrap();
    let image = image_of(&values, 0, Volume::new(4, 1, 1)).unwrap();
    assert_eq!([0, 1, 2, 3].map(|x| image.get_pixel(x, 0).0[0]), [0, 128, 255, 0]);
    assert!(image_of(&grey, 0, Volume::new(3, 3, 1)).is_err());
}

/// One pass sees what the evaluation counts.
#[test]
fn an_examination_is_an_evaluation_and_more() {
    let data = clusters(60);
    let network = small(3);
    let mut workspace = network.workspace();
    let examined = Examination::of(&network, &mut workspace, &data, 5).unwrap();
    let evaluation = network.evaluate(&mut workspace, &data).unwrap();
    assert_eq!(examined.evaluation, evaluation);
    assert_eq!(examined.calibration.count(), 60);
    let correct = examined.calibration.bins().iter().map(|bin| bin.correct).sum::<usize>();
    assert!(correct == evaluation.correct && correct < 50, "{correct}");
    assert_eq!((examined.mistakes.worst().len(), examined.images.len()), (5, 5));
    for mistake in examined.mistakes.worst() {
        let answer = network.predict(&mut workspace, &data.images()[mistake.index]).unwrap();
        assert_eq!(answer.class, mistake.answer);
        assert!((answer.probabilities[answer.class] - mistake.confidence).abs() < 1e-6);
        assert_eq!(data.target(mistake.index).class(), Some(mistake.label));
    }
    // A network of values has no classes, and so no mistakes.
    let values = Samples::with_values(vec![[0.5_f32; 4]; 3], vec![vec![0.0, 1.0]; 3]).unwrap();
    let network = Values::from_store(Storage::zeroed());
    let examined = Examination::of(&network, &mut network.workspace(), &values, 5).unwrap();
    assert_eq!((examined.calibration.count(), examined.mistakes.worst().len()), (0, 0));
    assert!(Report::new("values").examination("Test", &examined).html().unwrap().contains("loss"));
}

/// Both curves of cost and accuracy are there, and the epoch that is best by either.
#[test]
fn curves_have_training_and_validation() {
    let data = clusters(100);
    for (criterion, rate) in [(Criterion::Loss, 0.3), (Criterion::Accuracy, 0.002)] {
        let mut network = small(1);
        let trainer = Trainer::new().epochs(12).batch(8).learning_rate(rate).validation(30).progress(Progress::Silent);
        let history = trainer.best_by(criterion).early_stopping(usize::MAX).train(&mut network, &data).unwrap();
        assert_eq!((history.epochs.len(), history.stopped), (12, false));
        let best = history.best().unwrap();
        let of = |criterion| match criterion {
            Criterion::Accuracy => best.validation.as_ref().unwrap().accuracy(),
            _ => -best.validation.as_ref().unwrap().loss,
        };
        let others = history.epochs.iter().map(|epoch| epoch.validation.as_ref().unwrap());
        match criterion {
            Criterion::Accuracy => assert!(others.clone().all(|other| other.accuracy() <= of(criterion))),
            _ => assert!(others.clone().all(|other| -other.loss <= of(criterion))),
        }
        // The network has the weights of that epoch.
        let mut again = small(1);
        let trainer = Trainer::new().epochs(best.epoch).batch(8).learning_rate(rate).validation(30);
        trainer.progress(Progress::Silent).train(&mut again, &data).unwrap();
        assert_eq!(network.params(), again.params());

        let curves = history.curves();
        let names = |i: usize| curves[i].curves.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        assert_eq!([names(0), names(1)], [vec!["training", "validation", "each step"], vec!["training", "validation"]]);
        for chart in &curves {
            assert_eq!(chart.vertical, [(format!("best: epoch {}", best.epoch), best.epoch as f64)]);
            assert!(chart.curves[..2].iter().all(|(_, points)| points.len() == 12));
        }
        let svg = curves.into_iter().fold(Picture::new(""), Picture::curves).svg().unwrap();
        assert!(svg.matches("validation").count() == 2 && svg.contains("best: epoch"), "{svg}");
        assert_eq!(history.table().len(), 13);
    }
}

/// The accuracy of a training counts each image as its step met it.
#[test]
fn steps_count_what_they_know() {
    let data = clusters(24);
    let mut network = small(2);
    let before = network.evaluate(&mut network.workspace(), &data).unwrap();
    let mut correct = Vec::new();
    let note = |step: &Step| {
        correct.push(step.correct);
        ControlFlow::Continue(())
    };
    let history = trainer().epochs(2).batch(24).on_step(note).train(&mut network, &data).unwrap();
    assert_eq!(correct[0], before.correct);
    assert!(before.correct > 0 && before.correct < 24);
    assert_eq!(history.epochs.iter().map(|epoch| epoch.correct).collect::<Vec<_>>(), correct);
    assert_eq!(history.epochs[0].accuracy(), before.correct as f64 / 24.0);
}

/// More curves than there are colours, and lines across them.
#[test]
fn many_curves_get_a_legend_of_their_own() {
    let curves = (0..40).map(|i| (format!("layer{i}"), vec![(0.0, 1e-4), (1.0, 1e-3 * f64::from(i + 1))])).collect();
    let horizontal = vec![("usual <1e-3>".to_owned(), 1e-3)];
    let chart = convnet_core::inspect::Curves { log: true, curves, horizontal, ..Default::default() };
    let svg = Picture::new("").curves(chart).svg().unwrap();
    for name in ["layer0\n", "layer39\n", "usual &lt;1e-3&gt;"] {
        assert!(svg.contains(name), "{name}: {svg}");
    }
    assert_eq!(svg.matches("\nlayer").count(), 24);
}

/// Whatever names say, the page has their text and no markup of theirs, and nothing from elsewhere.
#[test]
fn a_report_is_one_file_that_loads_nothing() {
    let data = clusters(40);
    let mut network = small(1);
    let mut updates = UpdateRatios::new();
    let mut trainer = trainer().epochs(2).validation(10).observe(&mut updates);
    let history = trainer.train(&mut network, &data).unwrap();
    drop(trainer);
    let examined = Examination::of(&small(3), &mut network.workspace(), &data, 6).unwrap();
    let html = Report::new("<b>title</b>")
        .classes(&["<script>alert(1)</script>", "\"><img src=x>", "&amp;"])
        .settings(&[("<i>", "<u>".to_owned())])
        .text("<p>")
        .curves("<h1>", history.curves())
        .curves("Updates", [updates.curves()])
        .examination("Test", &examined)
        .table("Epochs", &history.table())
        .network(&network)
        .svg("svg", "<svg></svg>")
        .png("png", b"bytes")
        .html()
        .unwrap();
    for markup in ["<script", "<img src=x", "<b>", "<i>", "<u>"] {
        assert!(!html.contains(markup), "{markup}");
    }
    for text in ["&lt;script&gt;alert(1)", "&quot;&gt;&lt;img src=x&gt;", "&amp;amp;", "Reliability", "best: epoch"] {
        assert!(html.contains(text), "{text}");
    }
    let sources = html.split("src=\"").skip(1).chain(html.split("href=\"").skip(1));
    assert!(
        sources.clone().count() >= 7 && sources.into_iter().all(|source| source.starts_with("data:image/png;base64,"))
    );
    let elsewhere = html.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "");
    assert!(!elsewhere.contains("http:") && !elsewhere.contains("https:") && !elsewhere.contains("url("));
    // Of more classes than a table has room for there is a picture.
    let many = convnet_core::network::Evaluation {
        count: 30,
        loss: 1.0,
        correct: 29,
        confusion: (0..30).map(|i| (0..30).map(|j| usize::from(j == if i == 3 { 4 } else { i })).collect()).collect(),
    };
    let html = Report::new("").examination("", &Examination { evaluation: many, ..examined }).html().unwrap();
    assert!(html.contains("<img") && html.contains("were taken for"));
    assert!(Report::new("").network(&Zoo::from_store(Storage::zeroed())).html().unwrap().contains("filters of conv1"));
}
