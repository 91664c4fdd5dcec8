// `KxK` is one name to the compiler.
use convnet::convnet;

const K: usize = 5;

convnet! {
    Net<28x28x1> = conv(KxK, 8) -> fc(10);
    //~                 ^^^ `KxK`
    //~ help: … K x K
}

fn main() {}
