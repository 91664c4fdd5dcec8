// The size that the paper of AlexNet prints does not fit either.
use convnet::convnet;

convnet! {
    AlexNet<224x224x3> = conv(11x11, 96, stride = 4, pad = 1) -> relu -> pool(3, stride = 2) -> fc(10);
    //~                                           ^
    //~ conv1 reads 224x224x3: stride 4 does not fit: (224 − 11 + 2·1)/4 + 1 = 54.75
    //~ help: stride 1 gives 216x216; stride 5 gives 44x44
}

fn main() {}
