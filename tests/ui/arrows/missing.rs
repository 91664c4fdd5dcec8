// Layers are joined by arrows.
use convnet::convnet;

convnet! {
    A<28x28x1> = relu tanh -> fc(10);
    //~               ^^^^ `->` is missing before `tanh`
}

fn main() {}
