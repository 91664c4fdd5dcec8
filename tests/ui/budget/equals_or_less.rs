// The other way round.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10) where params =< 8_000;
    //~                              ^^ `=<` does not compare
    //~ help: write `<=`
}

fn main() {}
