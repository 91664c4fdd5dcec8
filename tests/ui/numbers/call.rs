// And a call.
use convnet::convnet;

const fn k() -> usize {
    5
}

convnet! {
    Net<28x28x1> = conv(5x5, k()) -> fc(10);
    //~                       ^^ conv1 reads 28x28x1: … `( .. )` … the number of filters
}

fn main() {}
