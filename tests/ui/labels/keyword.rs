// A label is a plain name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = type: relu -> fc(10);
    //~            ^^^^ `type` cannot be a label
}

fn main() {}
