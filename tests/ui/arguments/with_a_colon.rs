// JavaScript's sign.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, pad: 1) -> fc(10);
    //~                    ^^^ pool1 reads 28x28x1: … `=` is missing after `pad`
    //~ help: … pad =
}

fn main() {}
