// The other kind of branches.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> concat(relu, tanh) -> fc(10);
    //~                             ^^^^^^ `concat`, branches joined along the depth, is not available yet
}

fn main() {}
