//! One epoch of training, data and all.

use super::{Failure, summary};
use convnet::data::Mnist;
use convnet::train::Sgd;
use convnet::zoo::LeNet;
use convnet::{Dataset, Isa, Network, Training};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use std::time::Instant;

/// `epochs` epochs behind one that warms up: 60,000 images in a new order, from bytes to floats, forward, cost, backward,
/// SGD with momentum. The accuracy on the test images shows that it is the real thing.
pub fn run(isa: Isa, data: &str, epochs: usize, batch: usize) -> Result<Value, Failure> {
    let data = Mnist::load(data)?;
    let mut rng = StdRng::seed_from_u64(0);
    let mut network = LeNet::init(&mut rng);
    let mut training = Training::<LeNet>::with_isa(batch, isa);
    let mut sgd = Sgd::new(0.03).momentum(0.9);
    let mut order: Vec<usize> = (0..data.train.len()).collect();
    let (mut times, mut loss) = (Vec::new(), 0.0);
    for _ in 0..=epochs {
        let start = Instant::now();
        order.shuffle(&mut rng);
        loss = 0.0;
        for (step, indices) in order.chunks(batch).enumerate() {
            let mean = network.train_step(&mut training, &data.train, indices, &mut sgd, step as u64)?;
            loss += mean * indices.len() as f64 / order.len() as f64;
        }
        times.push(start.elapsed().as_secs_f64());
    }
    let mut line = summary(&mut times[1..]);
    line["loss"] = json!(loss);
    line["accuracy"] = json!(network.evaluate(&mut network.workspace(), &data.test)?.accuracy());
    Ok(line)
}
