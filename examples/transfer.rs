//! Learning from few pictures: `cargo run --release --example transfer -- --weights FILE --data DIR`.
//!
//! Puts a new end on AlexNet's convolutions, which have learned from a million photographs, and trains it on 2,000
//! images of CIFAR-10; beside it the same with convolutions that have learned nothing. The README says where both files
//! come from.

use clap::Parser;
use convnet::data::{Cifar10, LabelledImages, Samples};
use convnet::train::{Schedule, Trainer};
use convnet::weights::Weights;
use convnet::{Dataset, Network, Normalization, convnet};
use image::RgbImage;
use image::imageops::{FilterType, resize};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

convnet! {
    /// The convolutions of AlexNet (Krizhevsky 2014, as torchvision has them), and an end for ten classes.
    pub AlexNet<128x128x3> =
        features_0: conv(11x11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
        -> features_3: conv(5x5, 192, pad = 2) -> relu -> pool(3, stride = 2)
        -> features_6: conv(3x3, 384, pad = 1) -> relu
        -> features_8: conv(3x3, 256, pad = 1) -> relu
        -> features_10: conv(3x3, 256, pad = 1) -> relu -> pool(3, stride = 2)
        -> dropout -> softmax(10);
}

/// Trains a new end on AlexNet's convolutions, pretrained and random.
#[derive(Parser)]
struct Options {
    /// Pretrained convolutions as safetensors, named as torchvision names them
    #[arg(long, value_name = "FILE", default_value = "alexnet_features.safetensors")]
    weights: PathBuf,
    /// Directory with the six files of CIFAR-10's binary version
    #[arg(long, value_name = "DIR", default_value = "cifar10")]
    data: PathBuf,
    /// Images to train on
    #[arg(long, default_value_t = 2_000)]
    train: usize,
    /// Others to test on
    #[arg(long, default_value_t = 1_000)]
    test: usize,
    /// How often all training images are gone through
    #[arg(long, default_value_t = 8)]
    epochs: usize,
    /// The learning rate at first, falling to 0 along half a cosine
    #[arg(long, default_value_t = 0.002)]
    learning_rate: f32,
    /// Then train all layers for so many epochs, the convolutions with a tenth of the learning rate
    #[arg(long, value_name = "EPOCHS", default_value_t = 0)]
    fine_tune: usize,
    /// Decides images, order and first weights
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let data = Cifar10::load(&options.data)?;
    let train = upscaled(&data.train, options.train, options.seed)?;
    let test = upscaled(&data.test, options.test, options.seed)?;

    let imagenet = Normalization::new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
    let random = AlexNet::init(&mut StdRng::seed_from_u64(options.seed)).with_normalization(imagenet);
    let mut pretrained = random.clone();
    println!("{}\n", pretrained.load_matching(&options.weights, &[("features_*", "features.*")])?);

    let pretrained = learn(options, "pretrained", pretrained, &train, &test)?;
    let random = learn(options, "random", random, &train, &test)?;
    println!("\n{} images learned, {} others tested: accuracy", train.len(), test.len());
    println!("{:18}{:>12}{:>12}", "convolutions", "pretrained", "random");
    for (what, (pretrained, random)) in ["frozen", "fine-tuned"].iter().zip(pretrained.iter().zip(&random)) {
        println!("{what:18}{:>11.1}%{:>11.1}%", 100.0 * pretrained, 100.0 * random);
    }
    Ok(())
}

/// Trains the end and then, where that is asked for, everything; the accuracy behind each.
fn learn(
    options: &Options,
    name: &str,
    mut network: AlexNet,
    train: &impl Dataset,
    test: &impl Dataset,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let trainer = |epochs| {
        let trainer = Trainer::new().epochs(epochs).batch(50).learning_rate(options.learning_rate).momentum(0.9);
        trainer.schedule(Schedule::Cosine { warmup: 0.0 }).seed(options.seed)
    };
    let mut accuracies = Vec::new();
    let mut stage = |mut trainer: Trainer<'_, AlexNet>, what: &str| -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        println!("{name} convolutions, {what}");
        trainer.train(&mut network, train)?;
        let seconds = start.elapsed().as_secs_f64();
        let accuracy = network.evaluate(&mut network.workspace(), test)?.accuracy();
        println!("{:.1}% of the test images, trained in {seconds:.1} s", 100.0 * accuracy);
        accuracies.push(accuracy);
        Ok(())
    };
    stage(trainer(options.epochs).freeze("features_*"), "frozen")?;
    if options.fine_tune > 0 {
        stage(trainer(options.fine_tune).rate("features_*", 0.1), "with a tenth of the learning rate")?;
    }
    Ok(accuracies)
}

/// Some of the images, drawn at random, in the network's size.
fn upscaled(data: &LabelledImages, count: usize, seed: u64) -> Result<Samples<RgbImage>, Box<dyn Error>> {
    if count > data.len() {
        return Err(format!("expected at most {} images, found {count}", data.len()).into());
    }
    let drawn = rand::seq::index::sample(&mut StdRng::seed_from_u64(seed), data.len(), count);
    let image = |index: usize| {
        let image = RgbImage::from_raw(32, 32, data.image(index).to_vec()).expect("32x32 of three bytes each");
        resize(&image, 128, 128, FilterType::Triangle)
    };
    let classes = drawn.iter().map(|index| data.label(index)).collect();
    Ok(Samples::with_classes(drawn.iter().map(image).collect(), classes)?)
}
