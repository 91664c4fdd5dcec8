// A block is used by its name.
use convnet::convnet;

convnet! {
    block (k) = fc(k) -> relu;
    //~   ^^^ a block's name is missing
    //~ help: `block fire(s, e) = conv(1x1, s) -> relu;`
    Net<28x28x8> = fc(10);
}

fn main() {}
