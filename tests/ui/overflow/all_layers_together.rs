// Each layer alone would fit.
use convnet::convnet;

convnet! {
    Net<1000000x1000000x1> = fc(1000000) -> fc(1000000000000) -> fc(1000000);
    //~                                                          ^^
    //~ fc3 … with it the network has more numbers than can be addressed
}

fn main() {}
