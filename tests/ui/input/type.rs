// A type in the place of a size.
use convnet::convnet;

convnet! {
    Typed<28x28 f32> = fc(10);
    //~         ^^^ `f32` … the input
}

fn main() {}
