// There is no type yet whose constant that could be.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(Self::K);
    //~               ^^^^ fc1 reads 28x28x1: … `Self` has no meaning here
    //~ help: … `const`
}

fn main() {}
