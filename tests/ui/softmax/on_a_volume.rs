// Softmax alone needs 1x1xN.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 10) -> softmax;
    //~                             ^^^^^^^ softmax1 reads 24x24x10: softmax works on 1x1xN, not on 24x24x10
    //~ help: `fc(N)` or `global_avgpool` before it makes 1x1xN; `softmax(N)` brings its own `fc`
}

fn main() {}
