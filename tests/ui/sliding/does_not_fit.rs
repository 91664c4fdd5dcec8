// A step of the pooling leaves a remainder: the input is told, and the nearest that fit.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<25x23x1> = fully_convolutional(Net);
    //~ ^^^^^^^ `Net` on 25x23x1: pool1 reads 21x19x4: stride 2 does not fit
    //~ help: it fits on 24x22x1 and on 26x24x1
}

fn main() {}
