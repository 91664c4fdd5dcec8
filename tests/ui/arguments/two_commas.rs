// Nothing between two commas.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, , 8) -> fc(10);
    //~                      ^ conv1 reads 28x28x1: … missing before
}

fn main() {}
