// No input at all.
use convnet::convnet;

convnet! {
    Bare = fc(10);
//~ ^^^^ `Bare` needs the volume of its input
    //~ help: `Bare<28x28x1> = ..`: width x height x depth
}

fn main() {}
