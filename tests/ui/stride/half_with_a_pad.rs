// A pad that keeps the size at stride 1 leaves a remainder at stride 2.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2, pad = 1) -> fc(10);
    //~                                  ^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 3 + 2·1)/2 + 1 = 14.5
    //~ help: `round = floor` gives 14x14; `round = ceil` gives 15x15
}

fn main() {}
