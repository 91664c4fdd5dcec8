// Two networks of one name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10);
    Net<28x28x3> = fc(10);
//~ ^^^ the network `Net` is declared twice
}

fn main() {}
