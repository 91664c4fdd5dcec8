// Between two taps lie whole steps.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 4, dilation = 1.5) -> fc(10);
    //~                                    ^^^ conv1 reads 28x28x1: … the dilation … whole number, not `1.5`
}

fn main() {}
