// A mistake in a head is told where it stands, with its name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(0.3, avgpool(5, stride = 4) -> softmax(10)) -> relu -> softmax(10);
    //~                                                         ^ aux1_avgpool1 reads 24x24x8: stride 4 does not fit
}

fn main() {}
