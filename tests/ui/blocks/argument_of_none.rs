// A block without parameters.
use convnet::convnet;

convnet! {
    block twice = relu -> tanh;
    Net<28x28x8> = twice(2) -> fc(10);
    //~                  ^ the block `twice` has no parameters
    //~ help: `twice`
}

fn main() {}
