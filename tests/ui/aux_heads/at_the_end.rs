// Behind the last layer there is nothing left to help.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> relu -> softmax(10) -> aux(0.3, softmax(10));
    //~                                                   ^^^ nothing follows `aux1`
    //~ help: an auxiliary head stands on the way
}

fn main() {}
