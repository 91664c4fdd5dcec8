// Layers are joined by arrows.
use convnet::convnet;

convnet! {
    A<28x28x1> = relu tanh -> fc(10);
    B<28x28x1> = -> relu;
    C<28x28x1> = relu ->;
    D<28x28x1> = relu -> -> tanh;
    E<28x28x1> = relu, tanh;
    F<28x28x1> = relu - > tanh;
    G<28x28x1> = relu => tanh;
    H<28x28x1> = 5 -> tanh;
    I<28x28x1> = ;
    J<28x28x1> = () -> tanh;
}

fn main() {}
