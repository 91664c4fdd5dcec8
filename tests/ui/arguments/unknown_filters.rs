// It stands without a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, filters = 3) -> fc(10);
    //~                          ^^^^^^^ conv1 reads 28x28x1: … no argument `filters`
    //~ help: the number of filters stands without a name … conv(5x5, 20
}

fn main() {}
