// The stride of a pool is its window unless it is given, so the window is to blame.
use convnet::convnet;

convnet! {
    Net<29x29x1> = pool(2) -> fc(10);
    //~                 ^ pool1 reads 29x29x1: stride 2 does not fit: (29 − 2 + 2·0)/2 + 1 = 14.5
    //~ help: stride 1 gives 28x28; stride 3 gives 10x10
    //~ help: `round = floor` gives 14x14; `round = ceil` gives 15x15
}

fn main() {}
