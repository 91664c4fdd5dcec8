// Nor is a volume.
use convnet::convnet;

convnet! {
    H<28x28x1> = 28x28x1 -> conv(5x5, 20) -> fc(10);
    //~          ^^^^^^^ a layer is expected here, not `28x28x1`
}

fn main() {}
