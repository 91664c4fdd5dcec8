// Keras's activation by its name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> Activation("relu") -> fc(10);
    //~                             ^^^^^^^^^^ there is no layer `Activation`
    //~ help: … relu
}

fn main() {}
