// A network that is too large is one all the same.
use convnet::convnet;

convnet! {
    pub Net<28x28x1> = conv(5x5, 20) -> relu -> softmax(10) where params <= 100;
    //~                                                           ^^^^^^^^^^^^^
    //~ Net: the budget `params <= 100` is not kept: the network has 115,730 parameters, 115,630 too many
}

use convnet::Network;
use rand::{SeedableRng, rngs::StdRng};

const _: () = assert!(Net::PARAMS == 115_730 && Net::LAYERS[2].output.depth == 10);

struct Copies {
    weights: [[f32; Net::PARAMS]; 2],
}

fn main() {
    let network = Net::init(&mut StdRng::seed_from_u64(1));
    let copies = Copies { weights: [[0.0; Net::PARAMS]; 2] };
    println!("{} {:?}", copies.weights.len(), network.predict(&mut network.workspace(), &[0u8; 784][..]));
}
