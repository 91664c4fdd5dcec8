// A name in a literal needs space.
use convnet::convnet;

const DEPTH: usize = 1;

convnet! {
    Net<28x28xDEPTH> = fc(10);
    //~ ^^^^^^^^^^^ `28x28xDEPTH` is one word to the compiler, so a name in it needs space
    //~ help: … `28x28 x DEPTH`
}

fn main() {}
