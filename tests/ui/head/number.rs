// A number is no name.
use convnet::convnet;

convnet! {
    5 = fc(10);
//~ ^ a network's name is expected here, not `5`
    //~ help: `Name<28x28x1> = conv(5x5, 20) -> relu;`
}

fn main() {}
