// Keras's global average.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> GlobalAveragePooling2D() -> fc(10);
    //~                             ^^^^^^^^^^^^^^^^^^^^^^ there is no layer `GlobalAveragePooling2D`
    //~ help: … `global_avgpool`
}

fn main() {}
