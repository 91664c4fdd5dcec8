// A list.
use convnet::convnet;

convnet! {
    List<[28, 28, 1]> = fc(10);
    //~  ^^^^^^^^^^^ the input … `[ .. ]`
    //~ help: … 28x28x1
}

fn main() {}
