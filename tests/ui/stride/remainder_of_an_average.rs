// An average behind the last convolution, at a size that is odd.
use convnet::convnet;

convnet! {
    Net<7x7x512> = relu -> avgpool(2) -> fc(10);
    //~                            ^ avgpool1 reads 7x7x512: stride 2 does not fit: (7 − 2 + 2·0)/2 + 1 = 3.5
    //~ help: `round = floor` gives 3x3; `round = ceil` gives 4x4
}

fn main() {}
