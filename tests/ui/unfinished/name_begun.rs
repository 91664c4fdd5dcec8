// The first letters of an argument.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, str) -> fc(10);
    //~                          ^^^ conv1 reads 28x28x1: … `str`
    //~ help: … stride
}

fn main() {}
