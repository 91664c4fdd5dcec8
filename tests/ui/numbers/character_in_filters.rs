// Nor characters.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, '8') -> fc(10);
    //~                      ^^^ conv1 reads 28x28x1: … the number of filters … '8'
}

fn main() {}
