//! Declarations that are right.

use super::{network, run};
use crate::graph::{Activation, Init, Network, Op, Pad};
use crate::shape::costs;
use convnet_shape::{Round, Volume};

fn names(network: &Network) -> Vec<&str> {
    network.layers.iter().map(|layer| &*layer.name).collect()
}

fn volumes(network: &Network) -> Vec<String> {
    network.volumes.iter().map(|v| v.map_or("?".into(), |v| format!("{}x{}x{}", v.width, v.height, v.depth))).collect()
}

/// The sum of parameters and of multiply-adds.
fn totals(network: &Network) -> (u64, u64) {
    let costs: Vec<_> = network.layers.iter().map(|layer| costs(network, layer).unwrap()).collect();
    (costs.iter().map(|c| c.params).sum(), costs.iter().map(|c| c.macs).sum())
}

#[test]
fn nielsens_network() {
    let net = network("pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);");
    assert_eq!(names(&net), ["conv1", "pool1", "relu1", "fc1", "relu2", "softmax1", "softmax1"]);
    assert_eq!(
        volumes(&net),
        ["28x28x1", "24x24x20", "12x12x20", "12x12x20", "1x1x100", "1x1x100", "1x1x10", "1x1x10"]
    );
    assert_eq!(totals(&net), (520 + 288_100 + 1010, 576 * 500 + 288_000 + 1000));
}

#[test]
fn alexnet_and_vgg() {
    let alex = network(
        "A<224x224x3> = conv(11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
         -> conv(5, 192, pad = 2) -> relu -> pool(3, stride = 2) -> conv(3, 384, pad = 1) -> relu
         -> conv(3, 256, pad = 1) -> relu -> conv(3, 256, pad = 1) -> relu -> pool(3, stride = 2)
         -> dropout -> fc(4096) -> relu -> dropout -> fc(4096) -> relu -> softmax(1000);",
    );
    assert_eq!(totals(&alex).0, 61_100_840);
    let vgg = network(
        "V<224x224x3> = (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
         -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = same) -> relu) * 3 -> pool(2)) * 2
         -> (fc(4096) -> relu -> dropout(0.5)) * 2 -> softmax(1000) where params == 138_357_544;",
    );
    assert_eq!(totals(&vgg).0, 138_357_544);
    assert_eq!(vgg.layers[vgg.layers.len() - 2].name, "softmax1");
    assert!(vgg.budgets.is_empty());
}

#[test]
fn number_forms() {
    for (source, expected) in [
        ("N<28x28x1> = conv(3x5, 2);", "26x24x2"),
        ("N<28 x 28 x 1> = conv(3 x 5, 2);", "26x24x2"),
        ("N<2_8x28x1> = conv(5, 2);", "24x24x2"),
        ("N<10x20x3> = conv(1, 0_2, stride = 3x19);", "4x2x2"),
        ("N<10x20x3> = conv(5x5, 2, pad = 2x1);", "10x18x2"),
        ("N<10x20x3> = conv(5x5, 2, dilation = 2x4,);", "2x4x2"),
        ("N<10x20x3> = conv(5x2, 2, pad = same);", "10x20x2"),
        ("N<10x20x3> = pool(2x5);", "5x4x3"),
        ("N<10x21x3> = avgpool(3, stride = 2, round = ceil);", "5x10x3"),
        ("N<10x21x3> = pool(3, stride = 2, round = floor);", "4x10x3"),
        ("N<10x21x3> = (relu);", "10x21x3"),
        ("N<10x21x3> = global_avgpool() -> softmax;", "1x1x3"),
        ("N<10x21x4> = conv(1, 6, groups = 2, bias = false);", "10x21x6"),
    ] {
        assert_eq!(volumes(&network(source)).last().unwrap(), expected, "{source}");
    }
}

#[test]
fn const_paths_leave_the_volumes_open() {
    let net = network(
        "N<28x28 x D> = conv(F x 3, module::K) -> relu -> fc(10) -> fc(::a::B) -> softmax where params <= self::P;",
    );
    assert_eq!(volumes(&net), ["?", "?", "?", "1x1x10", "?", "?"]);
    let Op::Conv { window, filters, .. } = &net.layers[0].op else { panic!() };
    assert_eq!((window.size.x.value, window.size.y.value), (None, Some(3)));
    assert_eq!(filters.tokens.to_string().replace(' ', ""), "module::K");
    assert_eq!(net.budgets.len(), 1);
}

#[test]
fn words_and_defaults() {
    let net = network(
        "N<8x8x4> = relu -> leaky_relu -> leaky_relu(0.2) -> prelu -> rrelu -> rrelu(0.1, 0.2) -> elu -> relu6 -> sigmoid
         -> tanh -> gelu -> silu -> hardswish -> bn -> bn(momentum = 0.01, eps = 1e-3) -> lrn(5) -> lrn(3, k = 2, alpha = 1)
         -> dropout -> dropout(0.25) -> avgpool(2) -> pool(2) -> global_avgpool -> fc(3) -> softmax;",
    );
    let ops: Vec<&Op> = net.layers.iter().map(|layer| &layer.op).collect();
    assert!(matches!(ops[1], Op::Activation(Activation::LeakyRelu(a)) if *a == 0.01));
    assert!(matches!(ops[2], Op::Activation(Activation::LeakyRelu(a)) if *a == 0.2));
    assert!(matches!(ops[4], Op::Rrelu { lower, upper } if *lower == 0.125 && *upper == 1.0 / 3.0));
    assert!(matches!(ops[6], Op::Activation(Activation::Elu(a)) if *a == 1.0));
    assert!(matches!(ops[13], Op::BatchNorm { eps, momentum } if *eps == 1e-5 && *momentum == 0.1));
    assert!(matches!(ops[14], Op::BatchNorm { eps, momentum } if *eps == 1e-3 && *momentum == 0.01));
    assert!(matches!(ops[15], Op::Lrn { alpha, beta, k, .. } if *alpha == 1e-4 && *beta == 0.75 && *k == 1.0));
    assert!(matches!(ops[17], Op::Dropout { p } if *p == 0.5));
    assert!(matches!(ops[19], Op::AvgPool(w) if w.stride.x.value == Some(2) && w.round == Round::Exact));
    assert!(matches!(ops[20], Op::MaxPool(w) if matches!(&w.pad, Pad::Number(p) if p.x.value == Some(0))));
    assert_eq!(net.volumes.last().unwrap().unwrap(), Volume::new(1, 1, 3));
}

#[test]
fn every_word_is_read() {
    for word in crate::words::LAYERS {
        let net = network(&format!("N<16x16x8> = {};", word.usage));
        assert_eq!(net.layers[0].kind, word.name);
    }
}

/// What each layer with weights says of them.
fn inits(network: &Network) -> Vec<Option<Init>> {
    let inits = network.layers.iter().filter_map(|layer| match layer.op {
        Op::Conv { init, .. } | Op::Fc { init, .. } => Some(init),
        _ => None,
    });
    inits.collect()
}

#[test]
fn initial_weights() {
    for word in crate::words::INITS {
        assert!(inits(&network(&format!("N<8x8x1> = fc(3, init = {});", word.usage)))[0].is_some(), "{}", word.name);
    }
    let net = network(
        "N<8x8x4> = conv(3, 4, init = he) -> conv(1, 4, groups = 2, init = small) -> fc(9, init = small(0.05))
         -> (fc(9, init = orthogonal) -> relu) * 2 -> fc(9) -> fc(9, init = orthogonal(1.5))
         -> softmax(2, init = constant(-1));",
    );
    let expected = [
        Some(Init::He),
        Some(Init::Small(0.01)),
        Some(Init::Small(0.05)),
        Some(Init::Orthogonal(1.0)),
        Some(Init::Orthogonal(1.0)),
        None,
        Some(Init::Orthogonal(1.5)),
        Some(Init::Constant(-1.0)),
    ];
    assert_eq!(inits(&net), expected);
    // A fully connected layer keeps its word where it becomes a convolution.
    let front = run("A<8x8x1> = conv(3, 2) -> fc(3, init = xavier); M<9x9x1> = fully_convolutional(A);");
    assert_eq!(inits(&front.networks[1]), [None, Some(Init::Xavier)]);
}

/// A layer without a word expands to what it was, and one with a word to one call more.
#[test]
fn an_initial_distribution_is_one_call() {
    let expansion = |source: &str| crate::expand(source.parse().expect("tokens")).to_string();
    let plain = expansion("N<8x8x1> = conv(3, 2) -> fc(3) -> softmax(2);");
    let with =
        expansion("N<8x8x1> = conv(3, 2, init = he) -> fc(3, init = small(0.5)) -> softmax(2, init = constant(1));");
    let calls =
        [". init (p :: Init :: He)", ". init (p :: Init :: Small (0.5f32))", ". init (p :: Init :: Constant (1f32))"];
    let without = calls.iter().fold(without_mentions(&with), |text, call| {
        assert_eq!(text.matches(call).count(), 1, "{call}");
        text.replace(&format!(" {call}"), "")
    });
    assert_eq!(without, without_mentions(&plain));
}

/// What rustc sees of an expansion: the editor's constant stands first.
fn without_mentions(expansion: &str) -> String {
    expansion[expansion.find("struct N").expect("the type")..].to_string()
}

#[test]
fn labels_and_repetitions() {
    let net = network(
        "N<9x9x4> = a: conv(3, 4, pad = 1) -> (b: relu -> (c: bn -> relu) * 2) * 2 -> conv(3, 4) -> last: softmax(3);",
    );
    let expected = [
        "a", "b_1", "c_1_1", "relu2", "c_1_2", "relu3", "b_2", "c_2_1", "relu5", "c_2_2", "relu6", "conv2", "last",
        "last",
    ];
    assert_eq!(names(&net), expected);
    assert_eq!(net.layers[1].origin, net.layers[6].origin);
    // A label that is the layer's own automatic name.
    assert_eq!(names(&network("N<9x9x4> = conv1: conv(3, 4);")), ["conv1"]);
}

#[test]
fn several_networks_with_attributes() {
    let front = run(
        "/// One.\n #[derive(PartialEq)] pub(crate) A<4x4x1> = fc(2); B<4x4x1> = fc(3) where memory < 1 KiB, params >= 51, macs == 48,;",
    );
    assert_eq!(front.diagnostics.count(), 0);
    let networks = front.networks;
    assert_eq!((networks[0].attrs.len(), networks[1].attrs.len()), (2, 0));
    assert_eq!(networks[1].name, "B");
    assert!(run("").networks.is_empty());
}

/// `where exact` is a word to each convolution, and goes on to what a network becomes on a larger image.
#[test]
fn exactness_reaches_every_convolution() {
    let net = "N<9x9x1> = conv(3x3, 2) -> relu -> pool(1) -> concat(conv(3x3, 2), conv(3x3, 4)) -> fc(3)";
    let sliding = "M<12x12x1> = fully_convolutional(N) -> conv(1x1, 2)";
    for (source, expected) in [
        (format!("{net};"), 0),
        (format!("{net} where exact;"), 3),
        (format!("{net} where params <= 5_000, exact, macs < 1_000_000;"), 3),
        (format!("{net} where exact; {sliding};"), 3 + 5),
        (format!("{net}; {sliding} where exact;"), 5),
    ] {
        let expansion = crate::expand(source.parse().expect("tokens")).to_string();
        assert_eq!(expansion.matches(". exact ()").count(), expected, "{source}");
        assert!(!expansion.contains("compile_error"), "{source}");
    }
}
