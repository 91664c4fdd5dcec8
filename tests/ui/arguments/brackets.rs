// Arguments stand in parentheses.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv[5x5, 20] -> fc(10);
    //~                ^^^^^^^^^ conv1 reads 28x28x1: … `[ .. ]`
    //~ help: … conv(5x5, 20
}

fn main() {}
