// And another one.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu) x 3 -> fc(10);
    //~                 ^ `x`
    //~ help: … *
}

fn main() {}
