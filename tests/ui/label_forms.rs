// A label is a plain name before one layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = type: relu -> r#fn: relu -> _: relu -> b: (relu -> tanh) * 2 -> c: -> softmax(10);
}

fn main() {}
