// One letter too many.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, init = hee) -> fc(10);
    //~                                 ^^^ conv1 reads 28x28x1: there is no init `hee`
    //~ help: did you mean `he`?
}

fn main() {}
