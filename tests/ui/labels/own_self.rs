// Names that Rust keeps.
use convnet::convnet;

convnet! {
    Net<28x28x1> = self: relu -> fc(10);
    //~            ^^^^ `self` cannot be a label
}

fn main() {}
