// And once more.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = (2, 2)) -> fc(10);
    //~                               ^^^^^^ conv1 reads 28x28x1: … the pad … `( .. )`
    //~ help: … 2x2
}

fn main() {}
