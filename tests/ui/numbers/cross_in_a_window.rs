// The sign that a typesetter would use; rustc refuses it, and we see two numbers.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5×5, 8) -> fc(10);
    //~                  ^ unknown start of token: \u{d7}
    //~                   ^ conv1 reads 28x28x1: … `5` … the window
    //~ help: … 5x5
}

fn main() {}
