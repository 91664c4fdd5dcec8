// The layers have names already.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = net: fully_convolutional(Net);
    //~            ^^^ the label `net` stands before several layers, which keep their names
    //~ help: leave it out
}

fn main() {}
