// Parentheses, not brackets.
use convnet::convnet;

convnet! {
    Net<8x8x1> = [relu] * 3 -> fc(10);
    //~          ^^^^^^ `[ .. ]`
    //~ help: … ( .. ) *
}

fn main() {}
