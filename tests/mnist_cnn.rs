//! Weights trained elsewhere give the same answers here.

use convnet::data::Mnist;
use convnet::weights::{Weights, WeightsError};
use convnet::{Generated, Network, Normalization, convnet};

convnet! {
    Cnn<28x28x1> =
        conv(3x3, 32, pad = 1) -> relu -> pool(2)
        -> conv(3x3, 64, pad = 1) -> relu -> pool(2)
        -> fc(128) -> relu -> softmax(10);

    /// Other names for the same layers, and one filter less.
    Other<28x28x1> =
        first: conv(3x3, 32, pad = 1) -> relu -> pool(2)
        -> second: conv(3x3, 63, pad = 1) -> relu -> pool(2)
        -> fc(128) -> relu -> softmax(10);
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mnist_cnn.safetensors");
const NAMES: [(&str, &str); 4] =
    [("conv1", "features.0"), ("conv2", "features.3"), ("fc1", "classifier.0"), ("softmax1", "classifier.2")];

#[test]
fn a_pretrained_network_keeps_its_accuracy() {
    let network = Cnn::load_with(FILE, &NAMES).unwrap().with_normalization(Normalization::new([0.1307], [0.3081]));
    let mnist = Mnist::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist")).unwrap();
    let test = network.evaluate(&mut network.workspace(), &mnist.test).unwrap();
    // 99.05%, counted with PyTorch.
    assert_eq!((test.correct, test.count), (9_905, 10_000));

    // Saved under our names with its normalisation, it takes raw pixels as it is.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cnn.safetensors");
    network.save(&path).unwrap();
    let again = Cnn::load(&path).unwrap();
    let (mut one, mut other) = (network.workspace(), again.workspace());
    for i in 0..100 {
        let image = mnist.test.image(i);
        assert_eq!(network.predict(&mut one, image).unwrap(), again.predict(&mut other, image).unwrap());
    }
}

#[test]
fn another_network_lists_every_mismatch() {
    let error = Other::load_with(
        FILE,
        &[("first", "features.0"), ("second", "features.3"), ("fc1", "classifier.0"), ("softmax1", "classifier.3")],
    );
    let error = error.err().unwrap();
    let message = error.to_string();
    let WeightsError::Mismatch { differences, .. } = error else { panic!("{message}") };
    let expected = [
        "second.weight (in the file: features.3.weight): expected [63, 32, 3, 3], found [64, 32, 3, 3]",
        "second.bias (in the file: features.3.bias): expected [63], found [64]",
        "fc1.weight (in the file: classifier.0.weight): expected [128, 3087], found [128, 3136]",
        "softmax1.weight (in the file: classifier.3.weight): expected [10, 128], found nothing of this name",
        "softmax1.bias (in the file: classifier.3.bias): expected [10], found nothing of this name",
    ];
    let found: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(found[..5], expected);
    // What is left over comes last, in the order of the file.
    assert_eq!(found.len(), 7, "{message}");
    assert!(found[5..].iter().all(|line| line.starts_with("classifier.2.")), "{message}");
    assert!(message.starts_with(&format!("{FILE} does not fit the network {}", Other::NAME)), "{message}");
}
