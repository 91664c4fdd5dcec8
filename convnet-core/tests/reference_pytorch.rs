//! The reference against PyTorch: single layers of odd geometry (`tests/fixtures/make_fixtures.py` wrote them).

mod common;

use common::{Failures, window};
use convnet_core::reference;
use convnet_core::steps::Activation;
use convnet_shape::{Padding, Pair, Round, Volume, Window};
use safetensors::SafeTensors;

/// Stored in single precision, computed in double.
const TOLERANCE: f64 = 1e-6;

fn bytes() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/layers.safetensors");
    std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

struct Fixture<'a>(SafeTensors<'a>);

impl Fixture<'_> {
    fn new(bytes: &[u8]) -> Fixture<'_> {
        Fixture(SafeTensors::deserialize(bytes).expect("a safetensors file"))
    }

    fn values(&self, name: &str) -> Vec<f64> {
        let tensor = self.0.tensor(name).unwrap_or_else(|e| panic!("{name}: {e}"));
        tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b).into()).collect()
    }

    fn geometry(&self, case: &str) -> Vec<i64> {
        let tensor = self.0.tensor(&format!("{case}.geometry")).expect("every case has one");
        tensor.data().as_chunks::<8>().0.iter().map(|&b| i64::from_le_bytes(b)).collect()
    }

    /// The cases whose name starts with `kind`.
    fn cases(&self, kind: &str) -> Vec<String> {
        let names = self.0.names().into_iter().filter_map(|n| n.strip_suffix(".geometry"));
        let mut cases: Vec<String> = names.filter(|n| n.starts_with(kind)).map(String::from).collect();
        cases.sort();
        assert!(cases.len() > 5, "too few cases of {kind}");
        cases
    }
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&v| v as f32).collect()
}

#[test]
fn convolutions() {
    let bytes = bytes();
    let fixture = Fixture::new(&bytes);
    let mut failures = Failures::new();
    for case in fixture.cases("conv") {
        let geometry = fixture.geometry(&case);
        let g = |i: usize| geometry[i].max(0) as usize;
        let same = geometry[7] < 0;
        let window = Window {
            padding: if same { Padding::Same } else { Padding::Number(Pair::new(g(7), g(8))) },
            dilation: Pair::new(g(9), g(10)),
            ..window((g(3), g(4)), (g(5), g(6)), (0, 0))
        };
        let shape = convnet_shape::conv(Volume::new(g(0), g(1), g(2)), &window, g(11), g(12), true).expect("fits");
        let of = |what: &str| fixture.values(&format!("{case}.{what}"));
        let (x, w) = (of("x"), of("weight"));
        let y = reference::conv(&shape, &w, &of("bias"), &x);
        failures.close(&case, "y", &narrow(&y), &of("y"), TOLERANCE);
        let (mut d_w, mut d_b) = (vec![0.0; w.len()], vec![0.0; g(11)]);
        let d_x = reference::conv_backward(&shape, &w, &x, &of("d_y"), &mut d_w, &mut d_b);
        failures.close(&case, "d_x", &narrow(&d_x), &of("d_x"), TOLERANCE);
        failures.close(&case, "d_weights", &narrow(&d_w), &of("d_weight"), TOLERANCE);
        failures.close(&case, "d_bias", &narrow(&d_b), &of("d_bias"), TOLERANCE);
    }
    failures.finish();
}

#[test]
fn pools() {
    let bytes = bytes();
    let fixture = Fixture::new(&bytes);
    let mut failures = Failures::new();
    for case in [fixture.cases("max"), fixture.cases("avg")].concat() {
        let g: Vec<usize> = fixture.geometry(&case).iter().map(|&v| v as usize).collect();
        let round = if g[9] == 1 { Round::Ceil } else { Round::Floor };
        let window = Window { round, ..window((g[3], g[4]), (g[5], g[6]), (g[7], g[8])) };
        let input = Volume::new(g[0], g[1], g[2]);
        let of = |what: &str| fixture.values(&format!("{case}.{what}"));
        let (y, d_x) = if case.starts_with("max") {
            let shape = convnet_shape::max_pool(input, &window).expect("fits");
            let (y, index) = reference::max_pool(&shape, &of("x"));
            (y, reference::max_pool_backward(&shape, &index, &of("d_y")))
        } else {
            let shape = convnet_shape::avg_pool(input, &window).expect("fits");
            (reference::avg_pool(&shape, &of("x")), reference::avg_pool_backward(&shape, &of("d_y")))
        };
        failures.close(&case, "y", &narrow(&y), &of("y"), TOLERANCE);
        failures.close(&case, "d_x", &narrow(&d_x), &of("d_x"), TOLERANCE);
    }
    failures.finish();
}

#[test]
fn local_response_normalisations() {
    let bytes = bytes();
    let fixture = Fixture::new(&bytes);
    let mut failures = Failures::new();
    for case in fixture.cases("lrn") {
        let size: usize = case["lrn.".len()..].parse().expect("a size");
        let of = |what: &str| fixture.values(&format!("{case}.{what}"));
        let x = of("x");
        failures.close(&case, "y", &narrow(&reference::lrn(6, size, 0.6, 0.75, 1.5, &x)), &of("y"), TOLERANCE);
        let d_x = reference::lrn_backward(6, size, 0.6, 0.75, 1.5, &x, &of("d_y"));
        failures.close(&case, "d_x", &narrow(&d_x), &of("d_x"), TOLERANCE);
    }
    failures.finish();
}

#[test]
fn activations_and_their_kinks() {
    let bytes = bytes();
    let fixture = Fixture::new(&bytes);
    let mut failures = Failures::new();
    for case in fixture.cases("activation") {
        let f = match &case["activation.".len()..] {
            "relu" => Activation::Relu,
            "leaky_relu" => Activation::LeakyRelu(0.1),
            "elu" => Activation::Elu(0.7),
            "relu6" => Activation::Relu6,
            "sigmoid" => Activation::Sigmoid,
            "tanh" => Activation::Tanh,
            "gelu" => Activation::Gelu,
            "silu" => Activation::Silu,
            "hardswish" => Activation::Hardswish,
            other => panic!("no activation is called {other}"),
        };
        let of = |what: &str| fixture.values(&format!("{case}.{what}"));
        let x = of("x");
        let y: Vec<f64> = x.iter().map(|&x| reference::activation(f, x)).collect();
        failures.close(&case, "y", &narrow(&y), &of("y"), TOLERANCE);
        let d_x = reference::activation_backward(f, &x, &of("d_y"));
        failures.close(&case, "d_x", &narrow(&d_x), &of("d_x"), TOLERANCE);
    }
    failures.finish();
}
