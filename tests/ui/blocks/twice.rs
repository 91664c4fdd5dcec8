// Two blocks of one name.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) -> relu;
    block basic = relu;
    //~   ^^^^^ the block `basic` is declared twice
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
