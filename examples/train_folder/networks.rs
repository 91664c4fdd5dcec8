//! The networks of the example: a size each, one body for all.

use convnet::{Network, TensorKind, convnet};

/// More classes than this no folder may have: a network's outputs are declared when the program is compiled.
pub const MOST_CLASSES: usize = 100;

/// Makes an output 0 among others: softmax of numbers so far apart is exactly 0.
const NEVER: f32 = -1e4;

convnet! {
    block half(k) = conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> pool(2);
    block residual(k) =
        add(conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn, identity)
        -> relu;
    block body =
        half(32) -> residual(32) -> half(64) -> residual(64) -> half(128) -> residual(128)
        -> global_avgpool -> dropout(0.2);

    /// For pictures of 32x32.
    pub Folder32<32x32x3> = body -> classes: softmax(100);

    /// For pictures of 64x64.
    pub Folder64<64x64x3> = half(16) -> body -> classes: softmax(100);

    /// For pictures of 128x128.
    pub Folder128<128x128x3> =
        conv(5x5, 16, stride = 2, pad = 2, bias = false, round = floor) -> bn -> relu -> pool(2)
        -> body -> classes: softmax(100);
}

/// Leaves the network its first `count` classes. The outputs of the others have no weights, and a bias that makes their
/// probability exactly 0 whatever the picture: cost and gradients are those of a network with `count` classes, and as
/// their own gradients are 0, they stay as they are in training.
pub fn restrict<N: Network>(network: &mut N, count: usize) {
    for tensor in N::TENSORS.iter().filter(|tensor| tensor.name.starts_with("classes.")) {
        let value = if tensor.kind == TensorKind::Bias { NEVER } else { 0.0 };
        let first = tensor.len() / N::OUTPUT.len() * count;
        network.params_mut()[tensor.range()][first..].fill(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convnet::data::Samples;
    use convnet::train::{Progress, Trainer};
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn other_classes_have_probability_0_and_never_move() {
        let images: Vec<Vec<u8>> = (0..12_usize).map(|i| (0..3072).map(|p| (i * 31 + p * 7) as u8).collect()).collect();
        let data = Samples::with_classes(images.clone(), (0..12).map(|i| i % 3).collect()).unwrap();
        let mut network = Folder32::init(&mut StdRng::seed_from_u64(1));
        restrict(&mut network, 3);
        let mut trainer = Trainer::new().epochs(2).batch(4).momentum(0.9).weight_decay(0.1).progress(Progress::Silent);
        trainer.train(&mut network, &data).unwrap();
        let weights = network.tensor("classes.weight").unwrap();
        assert!(weights[3 * 128..].iter().all(|&weight| weight == 0.0));
        assert!(network.tensor("classes.bias").unwrap()[3..].iter().all(|&bias| bias == NEVER));
        let answer = network.predict(&mut network.workspace(), &images[0]).unwrap();
        assert!(answer.probabilities[3..].iter().all(|&probability| probability == 0.0));
        assert!((answer.probabilities[..3].iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
