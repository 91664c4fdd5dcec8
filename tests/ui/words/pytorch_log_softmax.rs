// The cost takes the logarithm.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) -> log_softmax;
    //~                      ^^^^^^^^^^^ there is no layer `log_softmax`
    //~ help: … `softmax`
}

fn main() {}
