// It is no budget.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exact <= 5;
    //~                                           ^^^^ `exact` is not compared with anything
    //~ help: write `exact`
}

fn main() {}
