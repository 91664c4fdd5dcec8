// `0x28x1` is hexadecimal to the lexer, and 0 wide here.
use convnet::convnet;

convnet! {
    Net<0x28x1> = conv(5x5, 8) -> fc(10);
    //~ ^^^^^^ the input 0x28x1 is 0 wide
}

fn main() {}
