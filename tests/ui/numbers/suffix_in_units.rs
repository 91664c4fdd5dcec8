// The type is known.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10usize);
    //~               ^^^^^^^ fc1 reads 28x28x1: … `usize` does not belong to the number `10usize`
    //~ help: … 10
}

fn main() {}
