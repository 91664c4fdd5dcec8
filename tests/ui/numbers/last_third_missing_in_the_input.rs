// As one types.
use convnet::convnet;

convnet! {
    Net<28x28x> = fc(10);
    //~ ^^^^^^ the input … `28x28x`
}

fn main() {}
