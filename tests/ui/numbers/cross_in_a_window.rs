// The sign that a typesetter would use; rustc refuses it, and reads on without it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5×5, 8) -> fc(10);
    //~                  ^ unknown start of token: \u{d7}
}

fn main() {}
