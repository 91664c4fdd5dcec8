// How many layers there are, is decided before any `const` is known.
use convnet::convnet;

const DEPTH: usize = 2;

convnet! {
    block stage(n) = (conv(3x3, 8, pad = 1)) * n;
    Net<28x28x8> = stage(DEPTH) -> fc(10);
    //~                  ^^^^^ the number of repetitions is a literal
}

fn main() {}
