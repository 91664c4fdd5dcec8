// The same in two networks, of which both remain types.
use convnet::convnet;

convnet! {
    block basic(k) = conv(3x3, k, strid = 1) -> relu;
    //~                           ^^^^^ conv1 reads 28x28x8: `conv` has no argument `strid`
    First<28x28x8> = basic(8) -> fc(10);
    Second<9x9x3> = relu -> basic(8) -> fc(10);
}

const _: () = assert!(First::PARAMS > Second::PARAMS);

fn main() {}
