// A visibility.
use convnet::convnet;

convnet! {
    pub
//~ ^^^ a network's name is expected after this
}

fn main() {}
