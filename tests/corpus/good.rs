// Compiles: what the corpus tries its libraries with.
use convnet::{Network, convnet};
use rand::{SeedableRng, rngs::StdRng};

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc(10);
}

fn main() {
    let _ = Net::init(&mut StdRng::seed_from_u64(1));
}
