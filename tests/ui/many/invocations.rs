// Two invocations, each with its errors.
use convnet::convnet;

convnet! {
    First<28x28x1> = cov(5x5, 20) -> fc(10);
    //~              ^^^ there is no layer `cov`
}

convnet! {
    Second<28x28x1> = conv(5x5, 0) -> fc(10);
    //~                         ^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {}
