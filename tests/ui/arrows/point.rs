// A builder's point.
use convnet::convnet;

convnet! {
    G<28x28x1> = conv(5x5, 8).relu() -> fc(10);
    //~                      ^ `.` does not join layers
    //~ help: write `->`
}

fn main() {}
