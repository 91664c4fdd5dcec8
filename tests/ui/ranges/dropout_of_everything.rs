// Nothing would be left.
use convnet::convnet;

convnet! {
    Net<28x28x8> = dropout(1) -> fc(10);
    //~                    ^ dropout1 reads 28x28x8: … at least 0 and below 1, not 1
}

fn main() {}
