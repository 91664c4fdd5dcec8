// In a head too softmax stands last.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, softmax(20) -> softmax(10)) -> relu -> softmax(10);
    //~                                                    ^^^^^^^ `aux1_softmax2` is a second softmax
}

fn main() {}
