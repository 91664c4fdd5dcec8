// `0x5` is 0 wide here, although it is a hexadecimal 5 to the lexer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(0x5, 8) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: the 0x5 window is 0 wide
}

fn main() {}
