// The function would not be monotonic.
use convnet::convnet;

convnet! {
    Net<28x28x8> = elu(-1) -> fc(10);
    //~                ^^ elu1 reads 28x28x8: … alpha … 0 or more, not -1
}

fn main() {}
