// A head is no layer by itself.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux -> relu -> softmax(10);
    //~                            ^^^ `aux` lacks the weight of its cost and its layers
    //~ help: `aux(0.3, global_avgpool -> softmax(10))`
}

fn main() {}
