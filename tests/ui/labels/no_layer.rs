// And there is one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = relu -> c: -> softmax(10);
    //~                    ^ the label `c` stands before no layer
}

fn main() {}
