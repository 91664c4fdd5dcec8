// An attribute of nothing.
use convnet::convnet;

convnet! {
    #[]
//~   ^ this attribute cannot be read
    Net<28x28x1> = fc(10);
}

fn main() {}
