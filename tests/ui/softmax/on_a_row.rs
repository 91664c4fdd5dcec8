// Nor are ten values in a row.
use convnet::convnet;

convnet! {
    Net<10x1x1> = softmax;
    //~           ^^^^^^^ softmax1 reads 10x1x1: softmax works on 1x1xN, not on 10x1x1
}

fn main() {}
