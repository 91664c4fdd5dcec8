// A block that uses another one wrongly.
use convnet::convnet;

convnet! {
    block unit(k) = conv(3x3, k, pad = 1) -> bn -> relu;
    block stage(k) = unit(k) -> unit(k, 2);
    //~                                 ^ the block `unit` has 1 parameter
    //~ help: `unit(k)`
    Net<28x28x8> = stage(8) -> stage(16) -> fc(10);
}

fn main() {}
