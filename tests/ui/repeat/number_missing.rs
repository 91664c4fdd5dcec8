// How often?
use convnet::convnet;

convnet! {
    Net<8x8x1> = (silu) * -> fc(10);
    //~                 ^ a number of repetitions is expected after `*`
    //~ help: … * 3
}

fn main() {}
