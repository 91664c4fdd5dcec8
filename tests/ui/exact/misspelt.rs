// A slip of the finger.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exat;
    //~                                     ^^^^ `where` knows no `exat`
    //~ help: did you mean `exact`?
}

fn main() {}
