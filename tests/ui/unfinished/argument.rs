// The name of an argument.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride) -> fc(10);
    //~                          ^^^^^^ conv1 reads 28x28x1: … `stride`
    //~ help: … stride =
}

fn main() {}
