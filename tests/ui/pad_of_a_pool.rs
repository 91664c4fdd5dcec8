// A window would lie wholly in the padding.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, pad = 2) -> fc(10);
}

fn main() {}
