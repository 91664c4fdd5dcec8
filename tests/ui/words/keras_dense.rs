// Keras's fully connected layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = Dense(10);
    //~            ^^^^^ there is no layer `Dense`
    //~ help: … `fc`
}

fn main() {}
