// Branches are a part of the language that is still to come.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> add(identity, relu) -> fc(10);
    //~                             ^^^ `add`, a sum of branches, is not available yet
}

fn main() {}
