// Training, saving and loading below a mistake.
use convnet::convnet;

convnet! {
    pub Net<28x28x1> = conv(5x5, 20) -> relu -> fc(0) -> softmax(10);
    //~                                            ^ fc1 reads 24x24x20: 0 units make an output without values
}

use convnet::Network;
use convnet::data::Mnist;
use convnet::train::Trainer;
use convnet::weights::Weights;
use rand::{SeedableRng, rngs::StdRng};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Mnist::load("examples/data/mnist")?;
    let mut network = Net::init(&mut StdRng::seed_from_u64(1));
    Trainer::new().epochs(1).train(&mut network, &data.train)?;
    network.save("net.safetensors")?;
    let network = Net::load("net.safetensors")?;
    println!("{network:?}");
    Ok(())
}
