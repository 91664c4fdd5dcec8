// Small volumes come as a surprise: the message says what arrives.
use convnet::convnet;

convnet! {
    Net<12x12x1> = conv(5x5, 8) -> pool(2) -> conv(5x5, 16) -> fc(10);
}

fn main() {}
