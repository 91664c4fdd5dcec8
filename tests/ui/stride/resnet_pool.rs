// And once more in the pool behind it.
use convnet::convnet;

convnet! {
    ResNet<224x224x3> = conv(7x7, 64, stride = 2, pad = 3, round = floor) -> relu -> pool(3, stride = 2, pad = 1) -> fc(10);
    //~                                                                                               ^
    //~ pool1 reads 112x112x64: stride 2 does not fit: (112 − 3 + 2·1)/2 + 1 = 56.5
    //~ help: `round = floor` gives 56x56
}

fn main() {}
