// Rust's habit.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax!(10);
    //~                             ^ `!`
}

fn main() {}
