// A tuple.
use convnet::convnet;

convnet! {
    Tuple<(28, 28, 1)> = fc(10);
    //~   ^^^^^^^^^^^ the input … `( .. )`
    //~ help: … 28x28x1
}

fn main() {}
