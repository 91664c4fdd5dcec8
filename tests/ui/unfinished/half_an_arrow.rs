// Half an arrow.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -;
    //~                          ^ `-` is half an arrow
    //~ help: … `->`
}

fn main() {}
