// The work for one image.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where macs < 100_000;
    //~                                                                    ^^^^^^^^^^^^^^
    //~ LeNet: the budget `macs < 100,000` is not kept: the network has 316,800 multiply-adds, 216,800 too many
    //~ note: most of them in conv1 (288,000), softmax1 (28,800)
}

fn main() {}
