// A head has one end.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, relu, softmax(10)) -> relu -> softmax(10);
    //~                                         ^ `,` does not join layers
    //~ help: write `->`
}

fn main() {}
