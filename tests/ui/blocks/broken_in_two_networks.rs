// Networks that use a block with a mistake in its head remain types.
use convnet::convnet;

convnet! {
    block basic(k = 1.5) = conv(3x3, k) -> relu;
    //~             ^^^ the default of `k` is a whole number, not `1.5`
    First<28x28x8> = basic(8) -> fc(10);
    Second<9x9x3> = relu -> basic(8) -> fc(10);
}

const _: () = assert!(First::PARAMS > Second::PARAMS);

fn main() {}
