// Told on the body, once.
use convnet::convnet;

convnet! {
    block small_one(k) = fc(k, init = orthogonl) -> relu;
    //~                               ^^^^^^^^^ there is no init `orthogonl`
    //~ help: did you mean `orthogonal`?
    Net<28x28x1> = small_one(20) -> small_one(10);
}

fn main() {}
