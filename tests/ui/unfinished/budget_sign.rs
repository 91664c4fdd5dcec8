// And its sign.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where params <=
    //~                                ^^ a number is missing after `params <=`
}

fn main() {}
