// PyTorch's global average.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> AdaptiveAvgPool2d -> fc(10);
    //~                             ^^^^^^^^^^^^^^^^^ there is no layer `AdaptiveAvgPool2d`
    //~ help: … `global_avgpool`
    //~ help: sizes are known here: to 1x1 it is `global_avgpool`, to NxN `avgpool` by the quotient, or nothing
}

fn main() {}
