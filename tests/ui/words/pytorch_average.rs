// PyTorch's average.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> AvgPool2d(2) -> fc(10);
    //~                             ^^^^^^^^^ there is no layer `AvgPool2d`
    //~ help: … `avgpool`
}

fn main() {}
