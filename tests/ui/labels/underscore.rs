// And a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = _: relu -> fc(10);
    //~            ^ `_` cannot be a label
}

fn main() {}
