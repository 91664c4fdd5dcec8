// A branch is not a beginning.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = add(fully_convolutional(Net), identity);
    //~                ^^^^^^^^^^^^^^^^^^^ `fully_convolutional` is the beginning of a network
}

fn main() {}
