// Python's power.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu) ** 3 -> fc(10);
    //~                  ^ a number of repetitions is expected after `*`
}

fn main() {}
