// PyTorch rounds down where nobody has asked for it.
use convnet::convnet;

convnet! {
    ResNet<224x224x3> = conv(7x7, 64, stride = 2, pad = 3) -> bn -> relu -> pool(3, stride = 2, pad = 1) -> fc(10);
    //~                                        ^
    //~ conv1 reads 224x224x3: stride 2 does not fit: (224 − 7 + 2·3)/2 + 1 = 112.5
    //~ help: … `round = floor` gives 112x112, but then pool1 does not fit
}

fn main() {}
