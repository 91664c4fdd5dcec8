// Its deviation follows from the sizes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, init = he(0.1)) -> fc(10);
    //~                                    ^^^ conv1 reads 28x28x1: `he` takes no number
    //~ help: `init = he`
}

fn main() {}
