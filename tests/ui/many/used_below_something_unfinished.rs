// As one types, the rest of the program stays as it is.
use convnet::convnet;

convnet! {
    pub Net<28x28x1> = conv(5x5, 20) -> pool(2) ->;
    //~                                         ^^ a layer is missing after this arrow
}

use convnet::Network;
use rand::{SeedableRng, rngs::StdRng};

const OUTPUTS: usize = Net::OUTPUT.depth;
const DEEP: usize = Net::LAYERS[4].output.depth;

trait Answers {
    const COUNT: usize;
}

impl Answers for Net {
    const COUNT: usize = OUTPUTS;
}

fn twice<N: Network + Clone>(network: &N) -> [N; 2] {
    [network.clone(), network.clone()]
}

fn main() {
    let networks = twice(&Net::init(&mut StdRng::seed_from_u64(1)));
    let logits = [0.0f32; OUTPUTS];
    println!("{} {} {} {DEEP}", networks.len(), logits.len(), <Net as Answers>::COUNT);
}
