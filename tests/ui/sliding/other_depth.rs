// Filters are as deep as the input.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x3> = fully_convolutional(Net);
    //~ ^^^^^^^ `Net` reads a depth of 1, and the input has 3
    //~ help: 24x22x1 has as many parameters
}

fn main() {}
