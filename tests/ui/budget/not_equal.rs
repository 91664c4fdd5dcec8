// A network that must not have just so many is no budget.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10) where params != 5;
    //~                              ^^ `!=` does not compare
}

fn main() {}
