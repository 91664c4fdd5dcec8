// Along one direction too.
use convnet::convnet;

convnet! {
    Net<70000x1x1> = pool(70000x1) -> fc(10);
    //~                   ^^^^^^^
    //~ pool1 reads 70000x1x1: the 70000x1 window has 70,000 positions, and a max-pool can tell 65,536 apart
    //~ help: `avgpool` has no such limit
}

fn main() {}
