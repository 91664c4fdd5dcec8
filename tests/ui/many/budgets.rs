// Every budget of a clause is checked.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10)
        where macs < 100_000, memory <= 64 KiB, params == 29_000, params >= 30_000;
    //~       ^^^^^^^^^^^^^^
    //~ LeNet: the budget `macs < 100,000` is not kept: the network has 316,800 multiply-adds, 216,800 too many
    //~                                         ^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params == 29,000` is not kept: the network has 29,330 parameters, 330 too many
    //~                                                           ^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `params >= 30,000` is not kept: the network has 29,330 parameters, 670 too few
    //~                       ^^^^^^^^^^^^^^^^
    //~ LeNet: the budget `memory <= 65,536` is not kept: the network needs 132,016 bytes, 66,480 too many
}

fn main() {}
