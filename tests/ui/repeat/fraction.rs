// Two and a half layers.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (gelu) * 2.5 -> fc(10);
    //~                   ^^^ the number of repetitions is a whole number, not `2.5`
}

fn main() {}
