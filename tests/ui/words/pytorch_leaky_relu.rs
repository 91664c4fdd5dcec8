// And its leaky one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> LeakyReLU(0.1) -> fc(10);
    //~                             ^^^^^^^^^ there is no layer `LeakyReLU`
    //~ help: … `leaky_relu`
}

fn main() {}
