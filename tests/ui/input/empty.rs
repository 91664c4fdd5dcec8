// Nothing between the brackets.
use convnet::convnet;

convnet! {
    Empty<> = fc(10);
    //~  ^^ the input is missing
    //~ help: `Empty<28x28x1>`: width x height x depth
}

fn main() {}
