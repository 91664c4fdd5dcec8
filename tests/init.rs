//! From which distributions weights are drawn: the network's, and those that layers declare.

use convnet::{Init, Network, Tensor, TensorKind, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    /// Matrices wider than high and higher than wide, with 40x72, 96x40, 4 of 24x216, 64 of 4x1, 300x256 and 500x300
    /// weights.
    Layers<8x8x8> =
        conv(3x3, 40) -> conv(1x1, 96) -> conv(3x3, 96, groups = 4) -> conv(3x3, 64) -> conv(1x1, 256, groups = 64)
        -> global_avgpool -> fc(300) -> fc(500);
    /// Each of these words, and layers without one.
    Declared<8x8x8> =
        a: conv(3x3, 40, init = orthogonal) -> b: conv(3x3, 40, pad = 1, init = small)
        -> c: conv(3x3, 60) -> relu -> d: fc(100, init = constant(-0.25)) -> e: fc(80, init = nielsen)
        -> f: fc(70, init = small(0.05)) -> bn -> g: fc(100, init = lecun) -> h: fc(90, init = he)
        -> i: fc(80, init = orthogonal(1.5)) -> j: fc(100) -> k: softmax(70, init = xavier);
    /// The same without words.
    Plain<8x8x8> =
        a: conv(3x3, 40) -> b: conv(3x3, 40, pad = 1)
        -> c: conv(3x3, 60) -> relu -> d: fc(100) -> e: fc(80)
        -> f: fc(70) -> bn -> g: fc(100) -> h: fc(90)
        -> i: fc(80) -> j: fc(100) -> k: softmax(70);
    /// One distribution everywhere.
    AllXavier<8x8x8> =
        conv(3x3, 16, bias = false, init = xavier) -> relu -> fc(30, init = xavier) -> softmax(10, init = xavier);
    NoneXavier<8x8x8> = conv(3x3, 16, bias = false) -> relu -> fc(30) -> softmax(10);
    /// A batch normalisation behind weights without biases.
    Normalised<8x8x8> = conv(3x3, 16, bias = false, init = nielsen) -> bn -> fc(30, init = nielsen) -> fc(20);
}

fn drawn<N: Network>(init: Init, seed: u64) -> N {
    N::init_with(init, &mut StdRng::seed_from_u64(seed))
}

fn weights<N: Network>() -> impl Iterator<Item = &'static Tensor> {
    N::TENSORS.iter().filter(|tensor| tensor.kind == TensorKind::Weight)
}

/// What a sample says of its distribution.
struct Moments {
    mean: f64,
    variance: f64,
    /// The fourth moment over the squared variance: 3 of a Gaussian, 1.8 of a uniform distribution.
    kurtosis: f64,
    largest: f64,
}

fn moments(values: &[f32]) -> Moments {
    let average = |f: &dyn Fn(f64) -> f64| values.iter().map(|v| f(f64::from(*v))).sum::<f64>() / values.len() as f64;
    let mean = average(&|v| v);
    let variance = average(&|v| (v - mean).powi(2));
    let kurtosis = average(&|v| (v - mean).powi(4)) / variance.powi(2);
    Moments { mean, variance, kurtosis, largest: values.iter().fold(0.0, |most, v| f64::from(v.abs()).max(most)) }
}

/// Asserts that `values` are independent draws around 0 with this variance, uniform or Gaussian: four standard errors.
fn assert_distribution(name: &str, values: &[f32], variance: f64, uniform: bool) {
    let (found, n) = (moments(values), values.len() as f64);
    let kurtosis = if uniform { 1.8 } else { 3.0 };
    assert!(found.mean.abs() < 4.0 * (variance / n).sqrt(), "{name}: mean {}", found.mean);
    let error = 4.0 * ((kurtosis - 1.0) / n).sqrt();
    assert!((found.variance / variance - 1.0).abs() < error, "{name}: variance {}, not {variance}", found.variance);
    // The standard error of a Gaussian's kurtosis is √(24/n), of a uniform one's less.
    assert!((found.kurtosis - kurtosis).abs() < 4.0 * (24.0 / n).sqrt(), "{name}: kurtosis {}", found.kurtosis);
    if uniform {
        let bound = (3.0 * variance).sqrt();
        assert!(found.largest <= bound * 1.000_001 && found.largest > 0.98 * bound, "{name}: up to {}", found.largest);
    }
}

/// Asserts that each group's matrix has orthonormal rows, or columns where there are fewer of them, times `factor`.
fn assert_orthogonal(tensor: &Tensor, values: &[f32], groups: usize, factor: f64) {
    let columns = tensor.dims[1..].iter().product::<usize>();
    let rows = tensor.dims[0] / groups;
    for group in values.chunks_exact(rows * columns) {
        let at = |row: usize, column: usize| f64::from(group[row * columns + column]);
        let (count, len) = (rows.min(columns), rows.max(columns));
        for a in 0..count {
            for b in 0..=a {
                let product: f64 =
                    (0..len).map(|i| if rows <= columns { at(a, i) * at(b, i) } else { at(i, a) * at(i, b) }).sum();
                let expected = if a == b { factor * factor } else { 0.0 };
                // Each weight is rounded to an f32.
                assert!((product - expected).abs() < 1e-6 * factor * factor, "{}: {a}·{b} = {product}", tensor.name);
            }
        }
    }
}

#[test]
fn moments_of_each_distribution() {
    for (init, variance, uniform) in [
        (Init::He, (|fan_in, _| 2.0 / fan_in) as fn(f64, f64) -> f64, false),
        (Init::Xavier, |fan_in, fan_out| 2.0 / (fan_in + fan_out), true),
        (Init::LeCun, |fan_in, _| 1.0 / fan_in, false),
        (Init::Small(0.01), |_, _| 0.01 * 0.01, false),
        (Init::Small(0.3), |_, _| 0.3 * 0.3, false),
        (Init::Nielsen, |_, fan_out| 1.0 / fan_out, false),
    ] {
        let network: Layers = drawn(init, 1);
        // Inputs of an output and outputs of an input: within a group, over the window.
        let fans = [
            (72.0, 360.0),
            (40.0, 96.0),
            (24.0 * 9.0, 24.0 * 9.0),
            (96.0 * 9.0, 64.0 * 9.0),
            (1.0, 4.0),
            (256.0, 300.0),
            (300.0, 500.0),
        ];
        assert_eq!(weights::<Layers>().count(), fans.len());
        for (tensor, (fan_in, fan_out)) in weights::<Layers>().zip(fans) {
            let values = network.tensor(tensor.name).unwrap();
            let name = format!("{init:?}, {}", tensor.name);
            assert_distribution(&name, values, variance(fan_in, fan_out), uniform);
        }
        for tensor in Layers::TENSORS.iter().filter(|tensor| tensor.kind == TensorKind::Bias) {
            let biases = network.tensor(tensor.name).unwrap();
            if init == Init::Nielsen {
                assert_distribution(tensor.name, biases, 1.0, false);
            } else {
                assert!(biases.iter().all(|bias| *bias == 0.0), "{init:?}, {}", tensor.name);
            }
        }
    }
}

#[test]
fn orthogonal_matrices() {
    for factor in [1.0, 1.5] {
        let network: Layers = drawn(Init::Orthogonal(factor), 2);
        for (tensor, groups) in weights::<Layers>().zip([1, 1, 4, 1, 64, 1, 1]) {
            let values = network.tensor(tensor.name).unwrap();
            assert_orthogonal(tensor, values, groups, f64::from(factor));
        }
        // Directions are random: no sign is preferred, and nearly nothing is left at 0.
        let values = network.tensor("fc1.weight").unwrap();
        let found = moments(values);
        assert!(found.mean.abs() < 4.0 * (found.variance / values.len() as f64).sqrt(), "{}", found.mean);
        assert!((found.kurtosis - 3.0).abs() < 0.2, "{}", found.kurtosis);
    }
    // The first direction of a wide matrix is that of its first draws, and changes with the seed.
    let first = |seed| drawn::<Layers>(Init::Orthogonal(1.0), seed).tensor("conv1.weight").unwrap()[0];
    assert!((0..32).any(|seed| first(seed) > 0.0) && (0..32).any(|seed| first(seed) < 0.0));
}

#[test]
fn constants() {
    let network: Layers = drawn(Init::Constant(0.125), 3);
    for tensor in Layers::TENSORS {
        let expected = if tensor.kind == TensorKind::Weight { 0.125 } else { 0.0 };
        assert!(network.tensor(tensor.name).unwrap().iter().all(|w| *w == expected), "{}", tensor.name);
    }
}

#[test]
fn a_layers_own_word_goes_before_the_networks() {
    for (others, variance_c, variance_j) in [
        (None, 2.0 / 360.0, 2.0 / 80.0),
        (Some(Init::Small(0.5)), 0.25, 0.25),
        (Some(Init::LeCun), 1.0 / 360.0, 1.0 / 80.0),
    ] {
        let rng = &mut StdRng::seed_from_u64(4);
        let network = match others {
            None => Declared::init(rng),
            Some(init) => Declared::init_with(init, rng),
        };
        let values = |name: &str| network.tensor(&format!("{name}.weight")).unwrap();
        let tensor = |name: &str| weights::<Declared>().find(|t| t.name == format!("{name}.weight")).unwrap();
        assert_orthogonal(tensor("a"), values("a"), 1, 1.0);
        assert_distribution("b", values("b"), 1e-4, false);
        assert_distribution("c", values("c"), variance_c, false);
        assert!(values("d").iter().all(|w| *w == -0.25));
        assert_distribution("e", values("e"), 1.0 / 80.0, false);
        assert_distribution("f", values("f"), 0.05 * 0.05, false);
        assert_distribution("g", values("g"), 1.0 / 70.0, false);
        assert_distribution("h", values("h"), 2.0 / 100.0, false);
        assert_orthogonal(tensor("i"), values("i"), 1, 1.5);
        assert_distribution("j", values("j"), variance_j, false);
        assert_distribution("k", values("k"), 2.0 / 170.0, true);
        for tensor in Declared::TENSORS.iter().filter(|tensor| tensor.kind == TensorKind::Bias) {
            let zero = network.tensor(tensor.name).unwrap().iter().all(|b| *b == 0.0);
            // Nielsen draws biases too.
            assert_eq!(zero, tensor.name != "e.bias", "{}", tensor.name);
        }
    }
    let own = weights::<Declared>().map(|tensor| tensor.init);
    let expected = [
        Some(Init::Orthogonal(1.0)),
        Some(Init::Small(0.01)),
        None,
        Some(Init::Constant(-0.25)),
        Some(Init::Nielsen),
        Some(Init::Small(0.05)),
        Some(Init::LeCun),
        Some(Init::He),
        Some(Init::Orthogonal(1.5)),
        None,
        Some(Init::Xavier),
    ];
    assert!(own.eq(expected));
    assert!(Plain::TENSORS.iter().all(|tensor| tensor.init.is_none()));
    assert_eq!(Plain::PARAMS, Declared::PARAMS);
}

#[test]
fn words_in_every_layer_are_the_networks_distribution() {
    let declared: AllXavier = drawn(Init::Constant(1.0), 5);
    assert_eq!(declared.params(), drawn::<NoneXavier>(Init::Xavier, 5).params());
    assert_ne!(declared.params(), drawn::<NoneXavier>(Init::He, 5).params());
}

#[test]
fn biases_of_a_batch_normalisation_start_at_zero() {
    let network = Normalised::init(&mut StdRng::seed_from_u64(6));
    assert!(network.tensor("bn1.bias").unwrap().iter().all(|b| *b == 0.0));
    assert!(network.tensor("bn1.weight").unwrap().iter().all(|w| *w == 1.0));
    assert!(network.tensor("fc1.bias").unwrap().iter().all(|b| *b != 0.0));
    assert!(network.tensor("fc2.bias").unwrap().iter().all(|b| *b == 0.0));
}

#[test]
fn a_seed_gives_the_same_weights_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| drawn::<Layers>(Init::Orthogonal(1.0), 7))
    };
    let one = on(1);
    for threads in [2, 5] {
        assert!(one.params().iter().zip(on(threads).params()).all(|(a, b)| a.to_bits() == b.to_bits()), "{threads}");
    }
}
