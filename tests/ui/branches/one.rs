// A sum of one.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(conv(3x3, 8, pad = 1)) -> fc(10);
    //~            ^^^ `add` joins two branches or more, and here is one
    //~ help: `add(identity, conv(3x3, 64, pad = 1))`
}

fn main() {}
