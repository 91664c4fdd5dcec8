// The size that the paper of AlexNet prints does not fit either.
use convnet::convnet;

convnet! {
    AlexNet<224x224x3> = conv(11x11, 96, stride = 4, pad = 1) -> relu -> pool(3, stride = 2) -> fc(10);
}

fn main() {}
