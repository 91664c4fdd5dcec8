// What Keras calls it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, kernel_initializer = "he_normal");
    //~                   ^^^^^^^^^^^^^^^^^^ `fc` has no argument `kernel_initializer`
    //~ help: did you mean `init = he`?
}

fn main() {}
