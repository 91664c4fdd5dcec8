//! Whole networks against a [`Chain`] of the reference's layers.

use super::{Chain, Numbers, Samples, Still, difference, report};
use convnet::{Isa, Network, Storage, Target, Training, Workspace};
use convnet_core::reference;
use convnet_core::shape::{Padding, Pair, Round, Window};

pub fn window(x: usize, y: usize) -> Window {
    Window {
        size: Pair::new(x, y),
        stride: Pair::square(1),
        padding: Padding::Number(Pair::square(0)),
        dilation: Pair::square(1),
        round: Round::Exact,
    }
}

pub fn pad(n: usize) -> Padding {
    Padding::Number(Pair::square(n))
}

pub fn random_network<N: Network>(numbers: &mut Numbers) -> N {
    let mut store = N::Store::zeroed();
    for t in N::TENSORS.iter().filter(|t| !t.kind.is_state()) {
        let range = 2.0 / (t.fan_in.max(4) as f64).sqrt();
        store.params_mut()[t.range()].copy_from_slice(&numbers.vec(t.len(), range));
    }
    N::from_store(store)
}

/// Loss, logits and gradients on every instruction set, for a few batch sizes with the same memory.
pub fn check<N: Network>(chain: &Chain, classes: usize) {
    assert_eq!(chain.params, N::PARAMS, "{}: the chain is another network", N::NAME);
    assert_eq!(chain.output.len(), classes);
    let mut numbers = Numbers(classes as u64);
    let mut network: N = random_network(&mut numbers);
    let params: Vec<f64> = network.store().params().iter().map(|&p| p.into()).collect();
    for isa in Isa::available() {
        let mut training = Training::<N>::with_isa(4, isa);
        for (count, seed) in [(4, 1), (9, 2), (2, 3), (23, 4)] {
            let samples = Samples::new(count, N::INPUT, classes, seed);
            let indices: Vec<usize> = (0..count).collect();
            let x = samples.images.iter().map(|image| image.iter().map(|&v| v.into()).collect()).collect();
            let x: Vec<Vec<f64>> = x;
            let answers = chain.answers(&params, x.clone());
            let (cost, gradients) = chain.cost_and_gradients(&params, x, &samples.labels);
            let loss = network.train_step(&mut training, &samples, &indices, &mut Still, 1).expect("fits");
            let name = format!("{} on {isa:?}, {count} images", N::NAME);
            let mut differences = vec![difference(&format!("{name}: loss"), &[loss as f32], &[cost], 1e-5)];
            // In use a batch normalisation is another function than in training.
            if !N::TENSORS.iter().any(|t| t.kind.is_state()) {
                let mut workspace = Workspace::<N>::with_isa(isa);
                let together = network.predict_batch(&mut workspace, &samples.images).expect("fits");
                for (at, (answer, expected)) in together.iter().zip(&answers).enumerate() {
                    let expected = reference::softmax(expected);
                    let name = format!("{name}: image {at} among all");
                    differences.push(difference(&name, &answer.probabilities, &expected, 1e-5));
                }
                for (at, (image, expected)) in samples.images.iter().zip(&answers).enumerate() {
                    let found = network.logits(&mut workspace, &image[..]).expect("fits");
                    differences.push(difference(&format!("{name}: answer to image {at}"), found, expected, 1e-5));
                }
            }
            // What is zero but for rounding even in double precision (a bias before a normalisation) is measured
            // against all; whatever is not zero, against itself.
            let largest = gradients.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
            for t in N::TENSORS.iter().filter(|t| !t.kind.is_state()) {
                let expected = &gradients[t.range()];
                let own = expected.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
                let scale = if own < 1e-10 * largest { 1e-2 * largest } else { own.max(1e-4 * largest) };
                let found = &training.gradients()[t.range()];
                let error = found.iter().zip(expected).map(|(&g, e)| (f64::from(g) - e).abs() / scale);
                let error = error.fold(0.0, |m: f64, e| if e.is_nan() { f64::INFINITY } else { m.max(e) });
                differences.push((error > 1e-4).then(|| format!("{name}: gradient of {}: {error:.1e} off", t.name)));
            }
            report(differences);
        }
    }
}

/// In use values share slots in turn, and a worker takes image after image: what several layers read has to stay until
/// the last of them has, with its own image. Running averages are those of the images where they move by 1, but for what makes a
/// variance unbiased.
pub fn answers_as_in_training<N: Network>(tolerance: f64) {
    let (count, mut numbers) = (40, Numbers(7));
    let mut network: N = random_network(&mut numbers);
    let images: Vec<Vec<f32>> = (0..count).map(|_| numbers.vec(N::INPUT.len(), 1.0)).collect();
    let mut training = Training::<N>::new(count);
    let targets = vec![Target::Class(0); count];
    network.train_batch(&mut training, &images, &targets, &mut Still).expect("fits");
    let expected: Vec<f64> = training.outputs(count).data().iter().map(|&v| v.into()).collect();
    let mut workspace = network.workspace();
    let found = images.iter().flat_map(|image| network.logits(&mut workspace, image).expect("fits").to_vec());
    report([difference(N::NAME, &found.collect::<Vec<f32>>(), &expected, tolerance)]);

    let single: Vec<_> = images.iter().map(|image| network.predict(&mut workspace, image).expect("fits")).collect();
    let together = network.predict_batch(&mut workspace, &images).expect("fits");
    report(single.iter().zip(&together).enumerate().map(|(at, (single, together))| {
        let alone: Vec<f64> = single.probabilities.iter().map(|&p| p.into()).collect();
        difference(&format!("{}: image {at} among others", N::NAME), &together.probabilities, &alone, 1e-5)
    }));
}
