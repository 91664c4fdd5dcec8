// PyTorch's way to flatten.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> view(-1) -> fc(10);
    //~                             ^^^^ there is no layer `view`
}

fn main() {}
