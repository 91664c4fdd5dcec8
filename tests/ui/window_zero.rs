// `0x5` is 0 wide here, although it is a hexadecimal 5 to the lexer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0x5, 8) -> conv(5x0, 8) -> pool(0) -> fc(10);
}

fn main() {}
