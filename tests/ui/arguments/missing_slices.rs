// A sum over how many?
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn -> fc(10);
    //~            ^^^ lrn1 reads 28x28x8: … the number of depth slices
    //~ help: … lrn(5
}

fn main() {}
