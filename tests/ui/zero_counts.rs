// Every zero of a chain is found in one run.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 0) -> conv(3x3, 4, groups = 0) -> conv(3x3, 4, dilation = 0) -> lrn(0) -> fc(0) -> fc(10);
}

fn main() {}
