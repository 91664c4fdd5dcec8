//! The reference itself, layer upon layer, against PyTorch: what the other tests compare with is right.

mod common;

use common::{Chain, Fixture};
use convnet_core::shape::{Padding, Pair, Round, Window};
use convnet_core::steps::Activation;

fn window(x: usize, y: usize, stride: usize, pad: (usize, usize)) -> Window {
    Window {
        size: Pair::new(x, y),
        stride: Pair::square(stride),
        padding: Padding::Number(Pair::new(pad.0, pad.1)),
        dilation: Pair::square(1),
        round: Round::Exact,
    }
}

/// Loss and all gradients of the first batch, to single precision: the fixtures are stored in it.
fn check(name: &str, chain: &Chain, tensors: &[&str]) {
    let fixture = Fixture::read(name);
    let params: Vec<f64> = tensors.iter().flat_map(|t| fixture.values(&format!("initial.{t}")).to_vec()).collect();
    assert_eq!(params.len(), chain.params, "{name} is another network");
    let count = 8;
    let images: Vec<Vec<f64>> =
        fixture.images()[..count].iter().map(|image| image.iter().map(|&v| v.into()).collect()).collect();
    let values = chain.forward(&params, images.clone());
    let logits: Vec<f64> = values.last().expect("the output is there").concat();
    let (loss, gradients) = chain.cost_and_gradients(&params, images, &fixture.labels()[..count]);
    let close = |what: &str, found: &[f64], expected: &[f64]| {
        assert_eq!(found.len(), expected.len(), "{name}: {what}");
        let scale = expected.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= 1e-6 * scale, "{name}: {what}: {f} for {e}, the largest is {scale}");
        }
    };
    close("logits", &logits, fixture.values("logits"));
    close("loss", &[loss], &fixture.values("momentum.losses")[..1]);
    let mut at = 0;
    for t in tensors {
        let expected = fixture.values(&format!("gradient.{t}"));
        close(t, &gradients[at..][..expected.len()], expected);
        at += expected.len();
    }
}

#[test]
fn small_lenet() {
    let chain = Chain::new(28, 28, 1)
        .conv(window(5, 5, 1, (0, 0)), 6, 1, true)
        .max_pool(window(2, 2, 2, (0, 0)))
        .act(Activation::Relu)
        .fc(20)
        .act(Activation::Relu)
        .fc(10);
    let tensors = ["conv1.weight", "conv1.bias", "fc1.weight", "fc1.bias", "softmax1.weight", "softmax1.bias"];
    check("lenet_small", &chain, &tensors);
}

#[test]
fn every_layer() {
    let ceil = |w| Window { round: Round::Ceil, ..w };
    let chain = Chain::new(24, 20, 3)
        .conv(window(3, 5, 1, (1, 2)), 8, 1, false)
        .batch_norm()
        .act(Activation::Relu)
        .conv(window(3, 3, 1, (1, 1)), 8, 2, true)
        .act(Activation::LeakyRelu(0.1))
        .max_pool(ceil(window(3, 3, 2, (1, 1))))
        .conv(Window { dilation: Pair::square(2), ..window(3, 3, 1, (2, 2)) }, 10, 1, true)
        .lrn(5, 0.5, 0.75, 2.0)
        .act(Activation::Elu(0.7))
        .conv(window(1, 1, 2, (0, 0)), 8, 1, true)
        .prelu()
        .conv(Window { padding: Padding::Same, ..window(2, 2, 1, (0, 0)) }, 8, 1, true)
        .act(Activation::Gelu)
        .conv(window(3, 3, 1, (1, 1)), 12, 4, true)
        .act(Activation::Silu)
        .avg_pool(ceil(window(3, 3, 2, (1, 1))))
        .conv(window(3, 3, 1, (1, 1)), 12, 1, false)
        .batch_norm()
        .act(Activation::Hardswish)
        .conv(window(1, 1, 1, (0, 0)), 9, 1, true)
        .act(Activation::Tanh)
        .conv(window(3, 2, 1, (1, 0)), 10, 1, true)
        .max_pool(Window { stride: Pair::new(2, 1), ..window(2, 1, 1, (0, 0)) })
        .act(Activation::Relu6)
        .global_avg_pool()
        .fc(16)
        .act(Activation::Sigmoid)
        .fc(6);
    let layers = [
        ("conv1", &["weight"][..]),
        ("bn1", &["weight", "bias"]),
        ("conv2", &["weight", "bias"]),
        ("conv3", &["weight", "bias"]),
        ("conv4", &["weight", "bias"]),
        ("prelu1", &["weight"]),
        ("conv5", &["weight", "bias"]),
        ("conv6", &["weight", "bias"]),
        ("conv7", &["weight"]),
        ("bn2", &["weight", "bias"]),
        ("conv8", &["weight", "bias"]),
        ("conv9", &["weight", "bias"]),
        ("fc1", &["weight", "bias"]),
        ("softmax1", &["weight", "bias"]),
    ];
    let tensors: Vec<String> =
        layers.iter().flat_map(|(layer, kinds)| kinds.iter().map(move |kind| format!("{layer}.{kind}"))).collect();
    check("zoo", &chain, &tensors.iter().map(String::as_str).collect::<Vec<_>>());
}
