// A max-pool keeps 16 bits for the place of a maximum.
use convnet::convnet;

convnet! {
    Net<400x400x1> = pool(400) -> fc(10);
}

fn main() {}
