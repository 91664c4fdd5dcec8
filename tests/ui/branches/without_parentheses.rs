// The word alone.
use convnet::convnet;

convnet! {
    Net<28x28x8> = relu -> add -> fc(10);
    //~                    ^^^ `add` joins two branches or more, and here is none
}

fn main() {}
