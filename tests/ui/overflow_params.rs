// More weights than can be addressed.
use convnet::convnet;

convnet! {
    Net<1000x1000x1000> = fc(10000000000000) -> softmax(10);
}

fn main() {}
