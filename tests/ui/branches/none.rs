// Parentheses with nothing in them.
use convnet::convnet;

convnet! {
    Net<28x28x8> = concat() -> fc(10);
    //~            ^^^^^^ `concat` joins two branches or more, and here is none
    //~ help: `concat(conv(1x1, 64), conv(3x3, 64, pad = 1))`
}

fn main() {}
