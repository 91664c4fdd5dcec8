//! The network, and how it starts and learns.
//!
//! It is made to learn fast on a CPU, after the trainings that do so on a GPU: ResNet-9 of Stanford's DAWNBench (Page 2019)
//! and airbench (Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU").

use convnet::data::{Augment, Crop, DatasetExt, Flip, LabelledImages};
use convnet::train::{Average, OneCycle, Schedule, Trainer};
use convnet::{Init, Network, Normalization, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;

convnet! {
    // Pooling before the normalisation leaves it a quarter of the values. Running statistics move fast, as all is over
    // after some hundred steps.
    block half(k) =
        conv(3x3, k, pad = 1, bias = false) -> pool(2) -> bn(momentum = 0.4) -> relu
        -> conv(3x3, k, pad = 1, bias = false) -> bn(momentum = 0.4) -> relu;

    /// 32x32 pixels to 10 classes: patches in their principal components, then three times half the size.
    pub Cifar<32x32x3> =
        patches: conv(2x2, 24, pad = same) -> relu
        -> half(64) -> half(128) -> half(256) -> pool(4) -> classes: softmax(10)
        where params <= 1_200_000, macs <= 81_000_000;
}

/// What the logits are divided by at first, so that the first steps are not spent on being wrong with certainty.
const CALM: f32 = 9.0;

/// Images from which the principal components of patches are taken.
const PATCHED: usize = 5_000;

/// A network that has learned nothing but what patches of images look like.
pub fn start(images: &LabelledImages, seed: u64) -> Result<Cifar, Box<dyn Error>> {
    let normalization = Normalization::of_channels(images, Cifar::INPUT)?;
    let mut network = Cifar::init_with(Init::Dirac, &mut StdRng::seed_from_u64(seed)).with_normalization(normalization);
    network.whiten_patches(&images.take(PATCHED), 5e-4)?;
    for tensor in Cifar::TENSORS.iter().filter(|tensor| tensor.name == "classes.weight") {
        network.params_mut()[tensor.range()].iter_mut().for_each(|weight| *weight /= CALM);
    }
    Ok(network)
}

/// What a training sees of an image: moved by two pixels at most, and every other one mirrored.
pub fn augment() -> Augment {
    Augment::new().then(Crop::new(32, 32).pad(2).mirrored()).then(Flip::horizontal(0.5))
}

/// The mean of the last steps' weights, some thirty of them with the usual 512 images each.
pub fn average(batch: usize) -> Average<Cifar> {
    Average::moving(0.97_f64.powf(batch as f64 / 512.0))
}

/// A training of so many epochs, in mini-batches of `batch` images.
pub fn trainer<'a>(epochs: usize, batch: usize, seed: u64) -> Trainer<'a, Cifar> {
    Trainer::new()
        .epochs(epochs)
        .batch(batch)
        .seed(seed)
        .learning_rate(0.75 * batch as f32 / 512.0)
        .momentum(0.85)
        .nesterov(true)
        .weight_decay(1.3e-3)
        .label_smoothing(0.2)
        .schedule(Schedule::OneCycle(OneCycle::default().rise(0.23).ends(0.2, 0.07).linear()))
        .freeze("patches")
        // Behind a normalisation a convolution's weights say all that its factors could; its shifts are what makes
        // units answer to few images or to many, and profit from finding their place early.
        .freeze("bn*.weight")
        .rate("bn*.bias", 64.0)
        // Weights that are a ninth as large learn as those of logits that are divided by nine.
        .rate("classes", 1.0 / (CALM * CALM))
}
