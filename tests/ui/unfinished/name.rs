// The first word.
use convnet::convnet;

convnet! {
    Net
//~ ^^^ `Net` needs the volume of its input
    //~ help: `Net<28x28x1> = ..`: width x height x depth
}

fn main() {}
