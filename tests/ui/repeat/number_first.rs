// The number stands behind.
use convnet::convnet;

convnet! {
    Net<8x8x1> = 3 * (relu) -> fc(10);
    //~          ^ `3`
    //~ help: … * 3
}

fn main() {}
