// Words, not texts.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 2, round = "floor") -> fc(10);
    //~                                              ^^^^^^^ conv1 reads 28x28x1: … `round` is `floor` or `ceil`
}

fn main() {}
