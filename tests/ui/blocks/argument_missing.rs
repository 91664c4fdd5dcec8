// A parameter without a default is given.
use convnet::convnet;

convnet! {
    block fire(s, e = 8) = conv(1x1, s) -> conv(3x3, e);
    Net<28x28x8> = fire(e = 4) -> fire -> fc(10);
    //~            ^^^^ the block `fire` lacks `s`
    //~ help: `fire(s, e = 8)`
    //~                           ^^^^ the block `fire` lacks `s`
}

fn main() {}
