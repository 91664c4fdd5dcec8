//! Whole networks' gradients: against a chain of the reference's layers in `f64`, and, where training draws random
//! numbers, against differences of the cost.

mod common;

use common::{Chain, Numbers, Samples, Still, check, difference, pad, random_network, report, window};
use convnet::{Dataset, Generated, Network, Storage, Target, Training, convnet};
use convnet_core::reference;
use convnet_core::shape::{Padding, Pair, Round, Window};
use convnet_core::steps::Activation;

convnet! {
    Lenet<28x28x1> = conv(5x5, 7) -> pool(2) -> relu -> fc(13) -> relu -> softmax(10);

    /// Pooling in every place, odd sizes.
    Pools<19x17x3> =
        conv(3x3, 5, pad = 1) -> silu -> pool(3, stride = 2, round = ceil) -> conv(2x3, 6, pad = same, groups = 1)
        -> pool(3x2, stride = 1) -> tanh -> avgpool(2, stride = 1, pad = 1) -> pool(2, round = floor) -> fc(4) -> gelu
        -> softmax(3);

    /// Normalisations, activations that stand alone, no convolution at first.
    Norms<11x9x4> =
        bn -> gelu -> conv(3x3, 6, stride = 2, pad = 1, groups = 2) -> lrn(4, alpha = 0.4, beta = 0.6, k = 1.5)
        -> prelu -> conv(3x3, 8, dilation = 2, pad = 2, bias = false) -> bn -> hardswish -> elu(0.5)
        -> global_avgpool -> bn -> sigmoid -> fc(6) -> bn -> leaky_relu(0.2) -> softmax(5);

    /// Fully connected only; the same layers twice.
    Dense<4x3x2> = (fc(9) -> tanh) * 2 -> fc(7) -> silu -> fc(4) -> softmax;

    /// No fully connected layer at all; what needs no gradient comes first.
    Planes<10x8x2> = pool(2) -> relu6 -> conv(3x3, 5, pad = 1) -> relu -> lrn(3, alpha = 0.0001, beta = 0.75, k = 1) -> conv(1x1, 3) -> global_avgpool -> softmax;

    /// One layer.
    Linear<5x4x3> = softmax(4);

    /// Values instead of classes: the mean squared error.
    Values<7x6x1> = conv(3x3, 4) -> tanh -> conv(2x2, 3, stride = 1, groups = 1) -> elu(1) -> fc(3);

    /// Convolutions with more weights than values, which all images go through together.
    Heavy<4x4x8> =
        conv(3x3, 172, pad = 1) -> gelu -> conv(3x3, 172, pad = 1) -> gelu -> conv(5x5, 64, pad = 2, bias = false) -> bn
        -> relu -> pool(2, stride = 1) -> tanh -> conv(3x3, 460, stride = 2) -> silu -> fc(5) -> softmax(3);

    block half = conv(3x3, 172, pad = 1, bias = false) -> bn;
    /// The same among branches: values that several read, sums, concatenations, and more of them in a stage than a tuple
    /// has room for.
    Joined<4x3x172> =
        add(half -> silu -> half, identity) -> silu -> concat(half -> silu, conv(3x3, 172, pad = 1), identity)
        -> global_avgpool
        -> concat(fc(3), fc(2), fc(3), fc(2), fc(3), fc(2), fc(3), fc(2), fc(3)) -> tanh -> softmax(4);

    /// Dropout and random slopes, everywhere where they can stand.
    Random<12x12x2> =
        conv(3x3, 6, pad = 1) -> dropout(0.2) -> rrelu(0.1, 0.3) -> avgpool(2) -> conv(3x3, 8) -> bn
        -> rrelu(0.125, 0.333) -> dropout(0.3) -> fc(12) -> dropout(0.5) -> silu -> softmax(4);
}

#[test]
fn lenet() {
    let chain = Chain::new(28, 28, 1)
        .conv(window(5, 5), 7, 1, true)
        .max_pool(Window { stride: Pair::square(2), ..window(2, 2) })
        .act(Activation::Relu)
        .fc(13)
        .act(Activation::Relu)
        .fc(10);
    check::<Lenet>(&chain, 10);
}

#[test]
fn pools() {
    let chain = Chain::new(19, 17, 3)
        .conv(Window { padding: pad(1), ..window(3, 3) }, 5, 1, true)
        .act(Activation::Silu)
        .max_pool(Window { stride: Pair::square(2), round: Round::Ceil, ..window(3, 3) })
        .conv(Window { padding: Padding::Same, ..window(2, 3) }, 6, 1, true)
        .max_pool(window(3, 2))
        .act(Activation::Tanh)
        .avg_pool(Window { padding: pad(1), ..window(2, 2) })
        .max_pool(Window { stride: Pair::square(2), round: Round::Floor, ..window(2, 2) })
        .fc(4)
        .act(Activation::Gelu)
        .fc(3);
    check::<Pools>(&chain, 3);
}

#[test]
fn norms() {
    let dilated = Window { padding: pad(2), dilation: Pair::square(2), ..window(3, 3) };
    let chain = Chain::new(11, 9, 4)
        .batch_norm()
        .act(Activation::Gelu)
        .conv(Window { padding: pad(1), stride: Pair::square(2), ..window(3, 3) }, 6, 2, true)
        .lrn(4, 0.4, 0.6, 1.5)
        .prelu()
        .conv(dilated, 8, 1, false)
        .batch_norm()
        .act(Activation::Hardswish)
        .act(Activation::Elu(0.5))
        .global_avg_pool()
        .batch_norm()
        .act(Activation::Sigmoid)
        .fc(6)
        .batch_norm()
        .act(Activation::LeakyRelu(0.2))
        .fc(5);
    check::<Norms>(&chain, 5);
}

#[test]
fn heavy() {
    let same = |size| Window { padding: pad(size / 2), ..window(size, size) };
    let chain = Chain::new(4, 4, 8)
        .conv(same(3), 172, 1, true)
        .act(Activation::Gelu)
        .conv(same(3), 172, 1, true)
        .act(Activation::Gelu)
        .conv(same(5), 64, 1, false)
        .batch_norm()
        .act(Activation::Relu)
        .max_pool(window(2, 2))
        .act(Activation::Tanh)
        .conv(Window { stride: Pair::square(2), ..window(3, 3) }, 460, 1, true)
        .act(Activation::Silu)
        .fc(5)
        .fc(3);
    check::<Heavy>(&chain, 3);
}

#[test]
fn dense() {
    let chain =
        Chain::new(4, 3, 2).fc(9).act(Activation::Tanh).fc(9).act(Activation::Tanh).fc(7).act(Activation::Silu).fc(4);
    check::<Dense>(&chain, 4);
}

#[test]
fn planes() {
    let chain = Chain::new(10, 8, 2)
        .max_pool(Window { stride: Pair::square(2), ..window(2, 2) })
        .act(Activation::Relu6)
        .conv(Window { padding: pad(1), ..window(3, 3) }, 5, 1, true)
        .act(Activation::Relu)
        .lrn(3, 1e-4, 0.75, 1.0)
        .conv(window(1, 1), 3, 1, true)
        .global_avg_pool();
    check::<Planes>(&chain, 3);
}

#[test]
fn one_layer() {
    check::<Linear>(&Chain::new(5, 4, 3).fc(4), 4);
}

#[test]
fn mean_squared_error() {
    let chain = Chain::new(7, 6, 1)
        .conv(window(3, 3), 4, 1, true)
        .act(Activation::Tanh)
        .conv(window(2, 2), 3, 1, true)
        .act(Activation::Elu(1.0))
        .fc(3);
    let mut numbers = Numbers(11);
    let mut network: Values = random_network(&mut numbers);
    let params: Vec<f64> = network.store().params().iter().map(|&p| p.into()).collect();
    let count = 5;
    let images: Vec<Vec<f32>> = (0..count).map(|_| numbers.vec(42, 1.0)).collect();
    let wanted: Vec<Vec<f32>> = (0..count).map(|_| numbers.vec(3, 1.0)).collect();
    let wide = |v: &Vec<f32>| v.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();

    let values = chain.forward(&params, images.iter().map(wide).collect());
    let outputs = values.last().expect("the output is there");
    let pairs = || outputs.iter().zip(wanted.iter().map(wide));
    let cost = pairs().map(|(y, t)| reference::mean_squared_error(y, &t)).sum::<f64>() / count as f64;
    let d_y = pairs().map(|(y, t)| {
        let d = reference::mean_squared_error_backward(y, &t);
        d.into_iter().map(|d| d / count as f64).collect()
    });
    let gradients = chain.backward(&params, &values, vec![(values.len() - 1, d_y.collect())]);

    let targets: Vec<Target> = wanted.iter().map(|t| Target::Values(t)).collect();
    let mut training = Training::<Values>::new(count);
    let loss = network.train_batch(&mut training, &images, &targets, &mut Still).expect("fits");
    report([
        difference("loss", &[loss as f32], &[cost], 1e-5),
        difference("gradients", training.gradients(), &gradients, 1e-4),
    ]);
}

/// The same seed draws the same numbers again.
#[test]
fn random_layers() {
    let network: Random = random_network(&mut Numbers(5));
    let samples = Samples::new(16, Random::INPUT, 4, 6);
    let mut training = Training::<Random>::new(16);
    let (loss, gradients) = cost(&network, &mut training, &samples, 7);
    assert_eq!((loss, gradients), cost(&network, &mut training, &samples, 7), "the same seed draws the same numbers");
    assert_ne!(loss, cost(&network, &mut training, &samples, 8).0, "another seed draws others");
    changes_as_the_gradients_say(&network, &samples, 4e-3);
}

#[test]
fn joined() {
    let network: Joined = random_network(&mut Numbers(6));
    changes_as_the_gradients_say(&network, &Samples::new(16, Joined::INPUT, 4, 7), 1e-2);
}

/// The cost of a step, and its gradients.
fn cost<N: Network + Clone>(network: &N, training: &mut Training<N>, samples: &Samples, seed: u64) -> (f64, Vec<f32>) {
    let indices: Vec<usize> = (0..samples.len()).collect();
    let loss = network.clone().train_step(training, samples, &indices, &mut Still, seed).expect("fits");
    (loss, training.gradients().to_vec())
}

/// Along random directions the cost changes as the gradients say.
fn changes_as_the_gradients_say<N: Network + Clone>(network: &N, samples: &Samples, h: f64) {
    let mut numbers = Numbers(5);
    let mut training = Training::<N>::new(samples.len());
    let gradients = cost(network, &mut training, samples, 7).1;
    for t in N::TENSORS.iter().filter(|t| !t.kind.is_state()) {
        // Mostly along the gradient, so that what is measured is far above the rounding errors of the cost.
        let own = &gradients[t.range()];
        let length = own.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt();
        if length < 1e-3 {
            // A bias before a normalisation moves nothing.
            assert_eq!(t.name, "conv2.bias", "the gradient of {} is tiny", t.name);
            continue;
        }
        let direction: Vec<f64> =
            own.iter().map(|&g| f64::from(g) / length + 0.3 * numbers.uniform() / (own.len() as f64).sqrt()).collect();
        let expected: f64 = own.iter().zip(&direction).map(|(&g, d)| f64::from(g) * d).sum();
        let moved = |by: f64| {
            let mut network = network.clone();
            let params = &mut network.store_mut().params_mut()[t.range()];
            params.iter_mut().zip(&direction).for_each(|(p, d)| *p += (by * d) as f32);
            network
        };
        let mut cost = |by: f64| cost(&moved(by), &mut training, samples, 7).0;
        let found = (cost(h) - cost(-h)) / (2.0 * h);
        let error = (found - expected).abs() / expected.abs();
        assert!(error < 0.02, "{}: the cost changes by {found}, the gradient says {expected}", t.name);
    }
}

/// In use nothing is random, and one image at a time or many make no difference.
#[test]
fn use_of_random_layers() {
    let network: Random = random_network(&mut Numbers(5));
    let samples = Samples::new(9, Random::INPUT, 4, 6);
    let mut workspace = network.workspace();
    let together = network.predict_batch(&mut workspace, &samples.images).expect("fits");
    for (image, expected) in samples.images.iter().zip(&together) {
        assert_eq!(&network.predict(&mut workspace, image).expect("fits"), expected);
    }
}
