// Layers are joined by arrows here too.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu, tanh) * 3 -> fc(10);
    //~               ^ `,` does not join layers
    //~ help: write `->`
}

fn main() {}
