// Parameters have no types to choose from.
use convnet::convnet;

convnet! {
    block basic(k: usize) = conv(3x3, k) -> relu;
    //~         ^^^^^^^^ a parameter is a name, or a name and its default: `s = 1`
    //~ help: every parameter is an integer
    Net<28x28x8> = basic(3) -> fc(10);
}

fn main() {}
