// Nothing is near.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = sparse);
    //~                          ^^^^^^ fc1 reads 28x28x1: there is no init `sparse`
    //~ help: the words are he, xavier, lecun, small(0.01), orthogonal, constant(0.1), nielsen
}

fn main() {}
