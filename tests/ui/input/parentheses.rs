// A call's brackets.
use convnet::convnet;

convnet! {
    Parens(28x28x1) = fc(10);
    //~   ^^^^^^^^^ `Parens` needs the volume of its input
    //~ help: it stands in angle brackets: `Parens<28x28x1>`
}

fn main() {}
