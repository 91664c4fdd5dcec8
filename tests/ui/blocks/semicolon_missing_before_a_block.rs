// So does one before another.
use convnet::convnet;

convnet! {
    block first = relu -> tanh
    //~                   ^^^^ `;` is missing after this block
    //~ help: each block ends in `;`
    block second(k) = first -> fc(k);
    Net<28x28x8> = second(3) -> fc(10);
}

fn main() {}
