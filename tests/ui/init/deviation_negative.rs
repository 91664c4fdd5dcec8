// A slip of the finger.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = small(-0.05));
    //~                                ^^^^^ the deviation of `small` must be above 0, not -0.05
    //~ help: `small(0.05)`
}

fn main() {}
