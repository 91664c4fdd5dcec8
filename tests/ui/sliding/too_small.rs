// The window of what was fully connected does not fit on a smaller input.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<18x18x1> = fully_convolutional(Net);
    //~ ^^^^^^^ `Net` on 18x18x1: fc1
    //~ help: it fits on 20x20x1
}

fn main() {}
