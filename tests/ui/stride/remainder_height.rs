// Only the height leaves a remainder, and it has a stride of its own.
use convnet::convnet;

convnet! {
    Net<27x28x1> = conv(3x3, 8, stride = 1x2) -> fc(10);
    //~                                  ^^^
    //~ conv1 reads 27x28x1: stride 1x2 does not fit along the height: (28 − 3 + 2·0)/2 + 1 = 13.5
    //~ help: stride 1 gives 25x26
}

fn main() {}
