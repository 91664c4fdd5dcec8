// A map is no class: softmax stands behind an average.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutional(Net) -> softmax;
    //~                                        ^^^^^^^ softmax2 reads 3x2x10
}

fn main() {}
