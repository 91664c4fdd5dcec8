// Repetitions that the macro cannot unroll.
use convnet::convnet;

const N: usize = 3;

convnet! {
    Net<8x8x1> = (relu) * 0 -> (tanh) * N -> (gelu) * 2.5 -> (silu) * -> relu * 2 -> ((relu) * 1000) * 1000 -> fc(10);
}

fn main() {}
