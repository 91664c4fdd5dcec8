// What is wrong with a network is told once.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> rellu -> pool(2) -> fc(16) -> relu -> softmax(10);
    //~                            ^^^^^ there is no layer `rellu`
    Map<24x22x1> = fully_convolutional(Net);
}

fn main() {}
