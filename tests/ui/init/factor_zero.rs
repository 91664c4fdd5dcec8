// A matrix of zeros is not orthogonal.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = orthogonal(0));
    //~                                     ^ the factor of `orthogonal` must be above 0, not 0
    //~ help: `constant(0)` makes every weight 0
}

fn main() {}
