// It takes none.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> relu(1) -> fc(10);
    //~                                  ^ relu1 reads 24x24x20: … `relu` takes no arguments
}

fn main() {}
