// A weight is no head.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3) -> relu -> softmax(10);
    //~                            ^^^ `aux` lacks its layers: they stand behind its weight and a comma
    //~ help: `aux(0.3, global_avgpool -> softmax(10))`
}

fn main() {}
