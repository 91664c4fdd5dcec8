// Two parameters of one name.
use convnet::convnet;

convnet! {
    block basic(k, k) = conv(3x3, k) -> relu;
    //~            ^ the parameter `k` is declared twice
    Net<28x28x8> = basic(3, 4) -> fc(10);
}

fn main() {}
