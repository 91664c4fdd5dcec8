// And so is a limit.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where params <= 8000x2;
    //~                                   ^^^^^^ the limit of `params` is one number, and here are 2
}

fn main() {}
