// The first is kept, the second is not.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where params <= 29_330, macs <= 316_799;
    //~                                                                                      ^^^^^^^^^^^^^^^
    //~ LeNet: the budget `macs <= 316,799` is not kept: the network has 316,800 multiply-adds, 1 too many
}

fn main() {}
