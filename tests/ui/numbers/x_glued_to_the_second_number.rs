// A space on one side only.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5 x5, 8) -> fc(10);
    //~                   ^^ conv1 reads 28x28x1: … `x5`
    //~ help: … `x 5`
}

fn main() {}
