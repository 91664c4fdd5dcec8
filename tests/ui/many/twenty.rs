// Twenty mistakes in one network, each of which is its own.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, stride = 2)
    //~                                   ^ conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5
        -> rellu
    //~    ^^^^^ there is no layer `rellu`
        -> conv(3x3, 8, groups = 3)
    //~              ^ conv2: 8 filters do not split into 3 groups: 8/3 ≈ 2.67
        -> pool(0)
    //~         ^ pool1: the 0x0 window is 0 wide and 0 high
        -> conv(3x3, 8, strid = 1)
    //~                 ^^^^^ no argument `strid`
        -> dropout(1.5)
    //~            ^^^ at least 0 and below 1, not 1.5
        -> bn(eps = 0)
    //~             ^ eps … above 0, not 0
        -> bn(momentun = 0.1)
    //~       ^^^^^^^^ no argument `momentun`
        -> conv(3x3)
    //~    ^^^^ the number of filters
        -> lrn(0)
    //~        ^ lrn1: a sum over 0 depth slices normalises nothing
        -> pool(2, pad = 2)
    //~                  ^ pool2: pad 2 is not smaller than the 2x2 window
        -> conv(3x3, 8, dilation = 0)
    //~                            ^ dilation 0 puts all taps of the window on one place
        -> conv(3x3, 8x8)
    //~              ^^^ the number of filters is one number, and here are 2
        -> conv(3x3, 8, bias = 1)
    //~                        ^ `bias` is `true` or `false`
        -> rrelu(0.5, 0.2)
    //~          ^^^ the lower slope 0.5 is above the upper one, 0.2
        -> relu(1)
    //~         ^ `relu` takes no arguments
        -> fc(0)
    //~       ^ 0 units make an output without values
        -> fc(100)
        -> conv(2x2, 3)
    //~         ^^^ reads 1x1x100: the 2x2 window is larger than its padded input: 1 + 2·0 = 1 < 2
        -> fc(1.5)
    //~       ^^^ the number of units … whole number, not `1.5`
        -> concat(relu)
    //~    ^^^^^^ `concat` joins two branches or more, and here is one
        -> softmax(10);
}

fn main() {}
