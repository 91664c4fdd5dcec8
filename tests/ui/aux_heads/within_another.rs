// Heads read the network, not each other.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, relu -> aux(0.3, softmax(10)) -> softmax(10)) -> softmax(10);
    //~                                             ^^^ an auxiliary head stands within another
    //~ help: … write it beside the other
}

fn main() {}
