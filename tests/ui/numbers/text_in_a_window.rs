// Nor are numbers in quotes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv("5x5", 8) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: … the window … "5x5"
    //~ help: … 5x5
}

fn main() {}
