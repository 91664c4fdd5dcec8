// Nothing would be random.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = small(0.0));
    //~                                ^^^ fc1 reads 28x28x1: the deviation of `small` must be above 0, not 0.0
    //~ help: `constant(0)` makes every weight 0
}

fn main() {}
