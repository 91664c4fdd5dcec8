// A label stands before a colon.
use convnet::convnet;

convnet! {
    Net<28x28x1> = edges = conv(5x5, 20) -> fc(10);
    //~                  ^ `=`
    //~ help: … edges:
}

fn main() {}
