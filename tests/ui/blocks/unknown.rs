// A block that nobody has declared.
use convnet::convnet;

convnet! {
    Net<28x28x8> = bottleneck(64) -> fc(10);
    //~            ^^^^^^^^^^ there is no layer `bottleneck`
}

fn main() {}
