// -1 for "as many as come" is another library's.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, -1) -> fc(10);
    //~                      ^^ conv1 reads 28x28x1: … the number of filters is not negative: `-1`
}

fn main() {}
