// The nearest one.
use convnet::convnet;

convnet! {
    B<28x28x1> = fc(10) where parms <= 8_000;
    //~                       ^^^^^ `parms` cannot be limited
    //~ help: … `params`
}

fn main() {}
