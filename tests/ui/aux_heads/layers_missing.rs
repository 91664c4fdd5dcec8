// Nothing stands behind the comma.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, ) -> relu -> softmax(10);
    //~                            ^^^ a layer is missing here
}

fn main() {}
