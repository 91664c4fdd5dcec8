// PyTorch's rectifier.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> ReLU() -> fc(10);
    //~                             ^^^^ there is no layer `ReLU`
    //~ help: … `relu`
}

fn main() {}
