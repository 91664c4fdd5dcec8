// Without an input nothing is known of the network but its name and methods.
use convnet::convnet;

convnet! {
    pub Net<28x28> = conv(5x5, 20) -> softmax(10);
    //~     ^^^^^ the input is width x height x depth, and here are 2 numbers
}

use convnet::Network;
use rand::{SeedableRng, rngs::StdRng};

const _: () = assert!(Net::PARAMS == 115_730);
static WEIGHTS: [f32; Net::PARAMS] = [0.0; Net::PARAMS];

fn main() {
    let network = Net::init(&mut StdRng::seed_from_u64(1));
    println!("{} {}", Net::LAYERS[0].output.width, WEIGHTS.len());
    network.predict(&mut network.workspace(), &[0u8; 784][..]).unwrap();
}
