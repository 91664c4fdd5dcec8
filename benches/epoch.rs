//! One epoch of LeNet on MNIST's 60,000 training images, batch 64: `cargo bench --bench epoch -- --threads 2`.
//! `scripts/compare_pytorch.py` runs it side by side with PyTorch.
//!
//! Prints a line for every epoch: its seconds and its mean loss. The first epoch warms up.

use convnet::data::Mnist;
use convnet::train::Sgd;
use convnet::{Dataset, Network, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use std::error::Error;
use std::time::Instant;

convnet! {
    Lenet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);
}

/// `--name value`, or what stands for it.
fn option(name: &str, default: &str) -> String {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).unwrap_or_else(|| default.into())
}

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --all-targets` runs it too, without this word; there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let epochs: usize = option("--epochs", "5").parse()?;
    let batch: usize = option("--batch", "64").parse()?;
    let threads: usize = option("--threads", "0").parse()?;
    let data = option("--data", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"));
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(|| run(&data, epochs, batch))
}

fn run(data: &str, epochs: usize, batch: usize) -> Result<(), Box<dyn Error>> {
    let data = Mnist::load(data)?;
    let mut rng = StdRng::seed_from_u64(0);
    let mut network = Lenet::init(&mut rng);
    let mut training = Training::<Lenet>::new(batch);
    let mut sgd = Sgd::new(0.03).momentum(0.9);
    let mut order: Vec<usize> = (0..data.train.len()).collect();
    for epoch in 0..=epochs {
        let start = Instant::now();
        order.shuffle(&mut rng);
        let mut loss = 0.0;
        for (step, indices) in order.chunks(batch).enumerate() {
            let mean = network.train_step(&mut training, &data.train, indices, &mut sgd, step as u64)?;
            loss += mean * indices.len() as f64;
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("epoch {epoch} seconds {seconds:.4} loss {:.4}", loss / order.len() as f64);
    }
    let accuracy = network.evaluate(&mut network.workspace(), &data.test)?.accuracy();
    println!("accuracy {accuracy:.4}");
    Ok(())
}
