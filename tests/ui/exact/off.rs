// What is not said is not so.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where params <= 5_000, exact = false;
    //~                                                            ^^^^^^^ `exact` is not compared with anything
    //~ help: leave it out
}

fn main() {}
