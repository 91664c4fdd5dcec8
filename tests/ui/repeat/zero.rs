// No layers.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu) * 0 -> fc(10);
    //~                   ^ layers repeated 0 times are no layers
}

fn main() {}
