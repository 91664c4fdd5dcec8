// rustc offers a conversion that does not fit here; the constant is what must change.
use convnet::convnet;

const K: u32 = 20;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc(K);
    //~                                ^ mismatched types
}

fn main() {}
