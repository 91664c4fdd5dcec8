// It is a beginning.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = relu -> fully_convolutional(Net);
    //~                    ^^^^^^^^^^^^^^^^^^^ `fully_convolutional` is the beginning of a network, and here is its middle
}

fn main() {}
