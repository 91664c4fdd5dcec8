// PyTorch's pool.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> MaxPool2d(2) -> fc(10);
    //~                             ^^^^^^^^^ there is no layer `MaxPool2d`
    //~ help: … `pool`
}

fn main() {}
