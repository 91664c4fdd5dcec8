// CS231n's number.
use convnet::convnet;

convnet! {
    Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2)
        -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2
        -> softmax(1000)
        where params <= 100_000_000;
    //~       ^^^^^^^^^^^^^^^^^^^^^
    //~ Vgg16: the budget `params <= 100,000,000` is not kept: the network has 138,357,544 parameters, 38,357,544 too
    //~ many
    //~ note: most of them in fc1 (102,764,544), fc2 (16,781,312), softmax1 (4,097,000)
}

fn main() {}
