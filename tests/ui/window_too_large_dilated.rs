// The dilated window reaches farther than it looks.
use convnet::convnet;

convnet! {
    Net<7x7x1> = conv(3x3, 8, dilation = 4) -> fc(10);
}

fn main() {}
