// The nearest word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> sofmax(10);
    //~                      ^^^^^^ there is no layer `sofmax`
    //~ help: … `softmax`
}

fn main() {}
