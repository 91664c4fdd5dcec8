// With spaces the zero is a token of its own.
use convnet::convnet;

convnet! {
    Net<28 x 0 x 1> = fc(10);
    //~      ^ the input 28x0x1 is 0 high
}

fn main() {}
