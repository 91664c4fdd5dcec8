// An input without values.
use convnet::convnet;

convnet! {
    Wide<0x28x1> = fc(10);
    High<28x0x1> = fc(10);
    Deep<28x28x0> = fc(10);
}

fn main() {}
