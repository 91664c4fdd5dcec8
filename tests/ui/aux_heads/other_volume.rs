// Without a fully connected layer the volume of the head is what it is.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, global_avgpool -> softmax) -> relu -> softmax(10);
    //~                                                       ^^^^^^^ `aux1` gives 1x1x8, and the network 1x1x10
}

fn main() {}
