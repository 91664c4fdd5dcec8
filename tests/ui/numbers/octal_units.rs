// Octal ones no less.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(0o12);
    //~               ^^^^ fc1 reads 28x28x1: … decimal … `0o12`
    //~ help: … 10
}

fn main() {}
