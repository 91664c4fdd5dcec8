// Whatever follows.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) -> softmax -> dropout;
    //~                      ^^^^^^^ `softmax1` is not the last layer: `dropout1` follows
}

fn main() {}
