// The case matters.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> Relu -> fc(10);
    //~                             ^^^^ there is no layer `Relu`
    //~ help: … `relu`
}

fn main() {}
