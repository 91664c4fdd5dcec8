// By its place and by its name.
use convnet::convnet;

convnet! {
    block basic(k, s = 1) = conv(3x3, k, stride = s);
    Net<28x28x8> = basic(8, k = 16) -> fc(10);
    //~                     ^^^^^^ `k` of `basic` is given twice
    //~ help: leave one of them out
}

fn main() {}
