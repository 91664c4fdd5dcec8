// Budgets belong to networks.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k) where params <= 5;
    //~                           ^^^^^ a block has no `where`
    //~ help: it stands behind the layers of a network
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
