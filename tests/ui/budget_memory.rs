// How the kernels lay weights out is known to rustc only, which checks the budget on its tokens.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where memory <= 64 KiB;
    Kept<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where memory <= 256 KiB, memory > 100 KiB;
}

fn main() {}
