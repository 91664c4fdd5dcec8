// A window's height apart from its width.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5, 5, 20) -> fc(10);
    //~                       ^^ conv1 reads 28x28x1: … `20` is too much
    //~ help: … conv(5x5, 20
}

fn main() {}
