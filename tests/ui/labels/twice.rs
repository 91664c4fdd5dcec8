// Two layers of one name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = a: conv(5x5, 20) -> a: relu -> softmax(10);
    //~                                ^ the label `a` is given twice
    //~ help: every layer, and its tensors, need a name of their own
}

fn main() {}
