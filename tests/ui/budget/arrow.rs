// It looks like at least.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10) where params => 5;
    //~                              ^^ `=>` does not compare
    //~ help: write `>=`
}

fn main() {}
