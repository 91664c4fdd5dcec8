// PyTorch says how many inputs, which is known here.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(784, 10);
    //~                    ^^ fc1 reads 28x28x1: … `10` is too much
    //~ help: … fc(
}

fn main() {}
