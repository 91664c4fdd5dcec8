// Keras's pool.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> MaxPooling2D(2) -> fc(10);
    //~                             ^^^^^^^^^^^^ there is no layer `MaxPooling2D`
    //~ help: … `pool`
}

fn main() {}
