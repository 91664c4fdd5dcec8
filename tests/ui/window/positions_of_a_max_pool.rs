// A max-pool keeps 16 bits for the place of a maximum.
use convnet::convnet;

convnet! {
    Net<400x400x1> = pool(400) -> fc(10);
    //~                   ^^^
    //~ pool1 reads 400x400x1: the 400x400 window has 160,000 positions, and a max-pool can tell 65,536 apart
    //~ help: `avgpool` has no such limit
}

fn main() {}
