// Nothing behind the `=`.
use convnet::convnet;

convnet! {
    block basic(k) = ;
    //~   ^^^^^^^^^^ the layers of the block `basic` are missing
    //~ help: `block basic = conv(3x3, 8, pad = 1) -> relu;`
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
