// PyTorch's fully connected layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = Linear(10);
    //~            ^^^^^^ there is no layer `Linear`
    //~ help: … `fc`
}

fn main() {}
