// And there is one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = relu -> c: -> softmax(10);
    //~                    ^^ a layer is missing after the label `c`
}

fn main() {}
