// Arguments of another type.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20x2, bias = 1, round = up) -> dropout(p) -> lrn(5, alpha = "a") -> fc(1.5);
}

fn main() {}
