// An arrow where `=` belongs.
use convnet::convnet;

convnet! {
    block basic(k) -> conv(3x3, k);
    //~            ^ `=` and the layers of `basic` are expected here, not `-`
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
