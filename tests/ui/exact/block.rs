// It belongs to networks.
use convnet::convnet;

convnet! {
    block b(k) = conv(3x3, k) where exact;
    //~                       ^^^^^ a block has no `where`
    //~ help: it stands behind the layers of a network
    Net<28x28x8> = b(3) -> fc(10);
}

fn main() {}
