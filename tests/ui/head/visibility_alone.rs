// A visibility of nothing.
use convnet::convnet;

convnet! {
    pub;
//~ ^^^ a network's name is expected after this
}

fn main() {}
