// The number stands behind.
use convnet::convnet;

convnet! {
    Net<8x8x1> = 3 * (relu) -> fc(10);
    //~          ^ the number of repetitions stands behind the layers
    //~ help: … * 3
}

fn main() {}
