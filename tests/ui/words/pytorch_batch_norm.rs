// PyTorch's batch normalisation.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> BatchNorm2d -> fc(10);
    //~                             ^^^^^^^^^^^ there is no layer `BatchNorm2d`
    //~ help: … `bn`
}

fn main() {}
