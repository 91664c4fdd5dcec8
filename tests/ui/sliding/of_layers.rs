// Layers are no name.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutional(conv(5x5, 4) -> fc(10));
    //~                                ^^^^^^^^^^^^^^^^^^^^^^ `fully_convolutional` has the name of a network between its parentheses
}

fn main() {}
