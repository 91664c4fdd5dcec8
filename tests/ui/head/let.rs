// Another one.
use convnet::convnet;

convnet! {
    let A<28x28x1> = fc(10);
//~ ^^^ `let` is not needed: a declaration begins with the network's name
}

fn main() {}
