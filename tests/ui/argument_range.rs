// Numbers outside their range.
use convnet::convnet;

convnet! {
    Net<28x28x8> = dropout(1) -> dropout(-0.1) -> rrelu(0.5, 0.2) -> rrelu(0.5) -> leaky_relu(-0.1) -> elu(-1)
        -> bn(eps = 0) -> bn(momentum = 2) -> lrn(5, k = 0) -> fc(10);
}

fn main() {}
