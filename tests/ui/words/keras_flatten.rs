// Nor in Keras's spelling.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> Flatten() -> fc(10);
    //~                             ^^^^^^^ there is no layer `Flatten`
    //~ help: leave it out: `fc` and `softmax(N)` read a volume as it is
}

fn main() {}
