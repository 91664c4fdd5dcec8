// PyTorch's global average.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> AdaptiveAvgPool2d -> fc(10);
    //~                             ^^^^^^^^^^^^^^^^^ there is no layer `AdaptiveAvgPool2d`
    //~ help: … `global_avgpool`
}

fn main() {}
