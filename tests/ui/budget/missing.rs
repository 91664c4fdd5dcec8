// Nothing behind `where`.
use convnet::convnet;

convnet! {
    G<28x28x1> = fc(10) where;
    //~                 ^^^^^ a budget is missing after `where`
    //~ help: `where params <= 100_000`
}

fn main() {}
