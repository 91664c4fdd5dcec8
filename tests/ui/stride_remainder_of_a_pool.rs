// The stride of a pool is its window unless it is given, so the window is to blame.
use convnet::convnet;

convnet! {
    Net<29x29x1> = pool(2) -> fc(10);
}

fn main() {}
