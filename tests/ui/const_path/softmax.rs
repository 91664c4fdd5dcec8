// A volume that only rustc knows.
use convnet::convnet;

const F: usize = 27;

convnet! {
    Net<28x28x1> = conv(F x F, 10) -> softmax;
    //~                               ^^^^^^^ softmax1 reads 2x2x10: softmax works on 1x1xN, not on 2x2x10
    //~ help: `fc(N)` or `global_avgpool` before it makes 1x1xN; `softmax(N)` brings its own `fc`
}

fn main() {}
