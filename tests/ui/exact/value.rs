// It is no setting.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exact = true, params <= 5_000;
    //~                                           ^^^^^^ `exact` is not compared with anything
    //~ help: write `exact`
}

fn main() {}
