// It is not needed.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> flatten -> fc(10);
    //~                             ^^^^^^^ there is no layer `flatten`
    //~ help: leave it out: `fc` and `softmax(N)` read a volume as it is
}

fn main() {}
