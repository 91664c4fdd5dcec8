// One too many.
use convnet::convnet;

convnet! {
    D<28x28x1> == fc(10);
    //~         ^ `=`
}

fn main() {}
