// The lexer refuses `0xg` itself, and underlines what it has read of it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(0xg);
    //~               ^^ no valid digits found for number
}

fn main() {}
