// The same labels from every use.
use convnet::convnet;

convnet! {
    block basic(k) = first: conv(3x3, k) -> relu;
    //~              ^^^^^ the label `first` is given twice
    //~ help: a label before each use of the block goes before the names of its layers
    Net<28x28x8> = basic(8) -> basic(16) -> fc(10);
}

fn main() {}
