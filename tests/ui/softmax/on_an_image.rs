// An image is not 1x1xN.
use convnet::convnet;

convnet! {
    Net<28x28x1> = softmax;
    //~            ^^^^^^^ softmax1 reads 28x28x1: softmax works on 1x1xN, not on 28x28x1
}

fn main() {}
