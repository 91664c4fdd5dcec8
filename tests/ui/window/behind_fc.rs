// After a fully connected layer there is one place left.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(100) -> relu -> conv(3x3, 8) -> fc(10);
    //~                                    ^^^
    //~ conv1 reads 1x1x100: the 3x3 window is larger than its padded input: 1 + 2·0 = 1 < 3
    //~ help: window 1x1 gives 1x1; pad 1 gives 1x1
}

fn main() {}
