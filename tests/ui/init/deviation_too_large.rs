// No f32 is as large.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = small(1e39));
    //~                                ^^^^ 1e39 is too large for the deviation of `small`
}

fn main() {}
