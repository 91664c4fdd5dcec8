// A sum needs branches of one depth.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identity, conv(3x3, 16, pad = 1)) -> fc(10);
    //~                          ^^^^^^^^^^^^^^^^^^^^^^ add1: the branches give 28x28x8, 28x28x16: branch 2 differs, and a sum is of equal volumes
    //~ help: `conv(1x1, 8)` at its end makes it 8 deep
}

fn main() {}
