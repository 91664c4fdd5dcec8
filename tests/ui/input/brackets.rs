// An array's brackets.
use convnet::convnet;

convnet! {
    Array[28x28x1] = fc(10);
    //~  ^^^^^^^^^ `Array` needs the volume of its input
    //~ help: it stands in angle brackets: `Array<28x28x1>`
}

fn main() {}
