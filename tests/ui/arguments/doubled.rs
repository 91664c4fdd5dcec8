// The second one is to blame.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, pad = 1, stride = 1, pad = 2) -> fc(10);
    //~                                               ^^^ conv1 reads 28x28x1: … `pad` is given twice
}

fn main() {}
