// Slopes rise.
use convnet::convnet;

convnet! {
    Net<28x28x8> = leaky_relu(-0.1) -> fc(10);
    //~                       ^^^^ leaky_relu1 reads 28x28x8: … the slope … 0 or more, not -0.1
}

fn main() {}
