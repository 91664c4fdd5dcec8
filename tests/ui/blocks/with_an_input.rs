// A block reads whatever reaches it.
use convnet::convnet;

convnet! {
    block basic<28x28x8> = conv(3x3, 8);
    //~        ^ `=` and the layers of `basic` are expected here, not `<`
    Net<28x28x8> = basic -> fc(10);
}

fn main() {}
