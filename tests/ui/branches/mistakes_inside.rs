// What stands in a branch is told where it stands, and the join is not blamed for it.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identity, conv(3x3, 8, strid = 1)) -> concat(rellu, conv(5x5, 0)) -> fc(10);
    //~                                       ^^^^^ conv1 reads 28x28x8: `conv` has no argument `strid`
    //~ help: did you mean `stride`?
    //~                                                             ^^^^^ there is no layer `rellu`
    //~                                                                              ^ conv2: 0 filters make an output without depth
}

fn main() {}
