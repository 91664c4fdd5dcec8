// `x5` is a name to the compiler.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(x5, 8) -> fc(10);
    //~                 ^^ conv1 reads 28x28x1: … `x5`
}

fn main() {}
