// Every mistake once, in the order of the source; what follows a mistake is not blamed for it.
use convnet::convnet;

convnet! {
    First<28x28x1> = conv(5x5, 20, stride = 2) -> rellu -> conv(3x3, 8, groups = 3) -> softmax(10);
    //~                                     ^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
    //~                                           ^^^^^ there is no layer `rellu`
    //~ help: … `relu`
    //~                                                              ^
    //~ conv2: 8 filters do not split into 3 groups: 8/3 ≈ 2.67
    //~ help: 6 filters split into 3 groups; 9 filters split into 3 groups
    Second<28x28x1> = conv(5x5, 20) -> pool(5) -> fc(0) -> softmax(10) -> relu;
    //~                                     ^ pool1 reads 24x24x20: stride 5 does not fit: (24 − 5 + 2·0)/5 + 1 = 4.8
    //~                                              ^ fc1: 0 units make an output without values
    //~                                                    ^^^^^^^ `softmax1` is not the last layer: `relu1` follows
    Good<28x28x1> = fc(10);
}

fn main() {}
