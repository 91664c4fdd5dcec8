// A label in a repetition has the number of its copy: 28, 24, 20, 16, 12, 8, 4.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (edges: conv(5x5, 8) -> relu) * 8 -> fc(10);
    //~                         ^^^ edges_7 reads 4x4x8: the 5x5 window is larger than its padded input: 4 + 2·0 = 4 < 5
}

fn main() {}
