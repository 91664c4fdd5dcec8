// Budgets are those of the larger network.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutional(Net) where macs <= 40_000;
    //~                                           ^^^^^^^^^^^^^^ Map: the budget `macs <= 40,000` is not kept: the network has 61,536 multiply-adds
}

fn main() {}
