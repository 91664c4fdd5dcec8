// Used three times, told once, where it stands.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k, strid = 1) -> relu;
    //~                           ^^^^^ conv1 reads 28x28x8: `conv` has no argument `strid`
    //~ help: did you mean `stride`?
    Net<28x28x8> = basic(8) -> basic(16) -> basic(32) -> fc(10);
}

fn main() {}
