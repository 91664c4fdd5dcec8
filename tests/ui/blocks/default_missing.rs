// Nothing behind the parameter's `=`.
use convnet::convnet;

convnet! {
    block basic(k = ) = conv(3x3, k) -> relu;
    //~         ^^^ the default of `k` is missing
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
