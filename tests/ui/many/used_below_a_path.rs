// A mistake that rustc finds is told once, though everything below depends on it.
use convnet::convnet;

const STEP: usize = 2;

convnet! {
    pub Net<28x28x1> = conv(5x5, 20, stride = STEP) -> pool(2) -> relu -> softmax(10);
    //~                                       ^^^^
    //~ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
}

use convnet::Network;
use rand::{SeedableRng, rngs::StdRng};

const _: () = assert!(Net::PARAMS == 289_630);
const WIDTH: usize = Net::LAYERS[1].output.width;
static WEIGHTS: [f32; Net::PARAMS] = [0.0; Net::PARAMS];

fn width<N: Network>(_: &N) -> usize {
    N::INPUT.width
}

fn main() {
    let network = Net::init(&mut StdRng::seed_from_u64(1));
    println!("{WIDTH} {} {}", WEIGHTS.len(), width(&network));
    network.predict(&mut network.workspace(), &[0u8; 784][..]).unwrap();
}
