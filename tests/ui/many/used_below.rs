// The code below a mistake that uses the type has no errors of its own: it is as if the network were right.
use convnet::convnet;

convnet! {
    pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> rellu -> fc(100) -> relu -> softmax(10);
    //~                                              ^^^^^ there is no layer `rellu`
    //~ help: … `relu`
}

use convnet::{Network, Prediction};
use rand::{SeedableRng, rngs::StdRng};

const _: () = assert!(LeNet::PARAMS == 289_630);
const _: () = assert!(LeNet::MACS < 1_000_000);
const _: () = assert!(LeNet::INPUT.width == 28 && LeNet::OUTPUT.depth == 10);
const WIDTH: usize = LeNet::LAYERS[1].output.width;
static WEIGHTS: [f32; LeNet::PARAMS] = [0.0; LeNet::PARAMS];

fn sum<N: Network>(network: &N) -> f32 {
    let pixels = vec![0u8; N::INPUT.len()];
    let answer: Prediction = network.predict(&mut network.workspace(), &pixels[..]).unwrap();
    answer.probabilities.iter().sum()
}

fn main() {
    let network = LeNet::init(&mut StdRng::seed_from_u64(1));
    let copy = network.clone();
    let names: Vec<&str> = LeNet::LAYERS.iter().map(|layer| layer.name).collect();
    println!("{names:?} {WIDTH} {} {} {:?}", WEIGHTS.len(), sum(&network), copy);
}
