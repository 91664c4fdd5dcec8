// A type behind a colon.
use convnet::convnet;

convnet! {
    C: <28x28x1> = fc(10);
//~  ^ `C` needs the volume of its input
}

fn main() {}
