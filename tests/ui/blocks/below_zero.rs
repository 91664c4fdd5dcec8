// What braces make of an argument is worked out by the macro.
use convnet::convnet;

convnet! {
    block wide(k) = conv(3x3, { k - 4 }, pad = 1) -> relu;
    //~                       ^^^^^^^^^ conv1 reads 28x28x8: the number of filters cannot be worked out: 2 - 4 is below 0
    Net<28x28x8> = wide(2) -> fc(10);
}

fn main() {}
