// PyTorch's local response normalisation.
use convnet::convnet;

convnet! {
    Net<55x55x96> = LocalResponseNorm(5) -> fc(10);
    //~             ^^^^^^^^^^^^^^^^^ there is no layer `LocalResponseNorm`
    //~ help: … `lrn`
}

fn main() {}
