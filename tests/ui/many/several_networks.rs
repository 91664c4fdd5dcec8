// Each network on its own, the good ones between them untouched.
use convnet::convnet;

convnet! {
    First<28x28> = conv(5x5, 20) -> fc(10);
    //~   ^^^^^ the input is width x height x depth, and here are 2 numbers
    Second<28x28x1> = conv(5x5, 20) -> fc(10);
    Third<28x28x1> = conv(5x5, 0) -> fc(10);
    //~                        ^ conv1 reads 28x28x1: 0 filters make an output without depth
    Fourth<28x28x1> = cov(5x5, 20) -> fc(10);
    //~               ^^^ there is no layer `cov`
    Fifth<28x28x1> = conv(5x5, 20) -> fc(10) where params <= 100;
    //~                                            ^^^^^^^^^^^^^
    //~ Fifth: the budget `params <= 100` is not kept: the network has 115,730 parameters, 115,630 too many
}

const _: () = assert!(Second::PARAMS == 115_730);

fn main() {}
