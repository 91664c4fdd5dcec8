// A star is no `x`.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5*5, 8) -> fc(10);
    //~                  ^ conv1 reads 28x28x1: `*` does not stand between two sizes
    //~ help: … 5x5
}

fn main() {}
