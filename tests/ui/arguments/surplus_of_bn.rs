// PyTorch says the depth, which is known here.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> bn(20) -> fc(10);
    //~                                ^^ bn1 reads 24x24x20: … the arguments of `bn` have names
    //~ help: … bn(eps =
}

fn main() {}
