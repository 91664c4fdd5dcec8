// CS231n: the paper says 224, and the numbers work for 227.
use convnet::convnet;

convnet! {
    AlexNet<224x224x3> = conv(11x11, 96, stride = 4) -> relu -> pool(3, stride = 2) -> fc(10);
    //~                                           ^
    //~ conv1 reads 224x224x3: stride 4 does not fit: (224 − 11 + 2·0)/4 + 1 = 54.25
    //~ help: stride 3 gives 72x72
}

fn main() {}
