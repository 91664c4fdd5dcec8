// The layer that fails is named with the number of its copy, once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (conv(5x5, 20) -> pool(2)) * 3 -> softmax(10);
    //~                  ^^^ conv3 reads 4x4x20: the 5x5 window is larger than its padded input: 4 + 2·0 = 4 < 5
    //~ help: window 4x4 gives 1x1, but then pool1 does not fit
}

fn main() {}
