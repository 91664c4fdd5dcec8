// A parameter that there is not.
use convnet::convnet;

convnet! {
    block basic(k, stride = 1) = conv(3x3, k, stride = stride);
    Net<28x28x8> = basic(8, strid = 1) -> fc(10);
    //~                     ^^^^^ the block `basic` has no parameter `strid`
    //~ help: did you mean `stride`?
}

fn main() {}
