// And its sign.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride =) -> fc(10);
    //~                          ^^^^^^^^ conv1 reads 28x28x1: … a value is missing after `…`
}

fn main() {}
