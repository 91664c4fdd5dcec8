// Half a pixel.
use convnet::convnet;

convnet! {
    Net<28x28x1.5> = fc(10);
    //~ ^^^^^^^^^ the input … whole
}

fn main() {}
