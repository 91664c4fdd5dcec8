// It does not compare.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10) where params = 7_850;
    //~                              ^ `=` does not compare
    //~ help: write `==`
}

fn main() {}
