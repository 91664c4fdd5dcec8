// Nothing between name and value.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride 1) -> fc(10);
    //~                          ^^^^^^ conv1 reads 28x28x1: … `=` is missing after `stride`
    //~ help: … stride =
}

fn main() {}
