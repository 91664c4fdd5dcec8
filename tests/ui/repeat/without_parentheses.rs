// Layers in parentheses are repeated.
use convnet::convnet;

convnet! {
    Net<8x8x1> = relu * 2 -> fc(10);
    //~               ^ only layers in parentheses are repeated
    //~ help: `(relu) * 2`
}

fn main() {}
