// No number.
use convnet::convnet;

convnet! {
    I<28x28x1> = fc(10) where params <=;
    //~                              ^^ a number is missing after `params <=`
}

fn main() {}
