// Parentheses around nothing.
use convnet::convnet;

convnet! {
    Net<8x8x1> = () * 3 -> fc(10);
    //~          ^^ a layer is missing here
}

fn main() {}
