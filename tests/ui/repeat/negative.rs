// Fewer than none.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (gelu) * -1 -> fc(10);
    //~                   ^^ the number of repetitions is not negative: `-1`
}

fn main() {}
