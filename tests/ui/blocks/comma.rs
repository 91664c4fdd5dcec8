// A comma without an argument before it.
use convnet::convnet;

convnet! {
    block basic(k, s = 1) = conv(3x3, k, stride = s);
    Net<28x28x8> = basic(, 1) -> fc(10);
    //~                  ^ an argument of `basic` is missing before a comma
}

fn main() {}
