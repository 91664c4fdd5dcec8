// `5x5.5` are `5x5`, a point and a 5 to the compiler.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5.5, 8) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: … the window … whole
}

fn main() {}
