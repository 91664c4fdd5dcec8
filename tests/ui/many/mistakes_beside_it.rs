// An error of the code below stays its own.
use convnet::convnet;

convnet! {
    pub Net<28x28x1> = conv(5x5, 0) -> fc(10);
    //~                          ^ conv1 reads 28x28x1: 0 filters make an output without depth
}

fn main() {
    let width: &str = Net::INPUT.width;
    //~               ^^^^^^^^^^^^^^^^ mismatched types
}
