// An image has a width.
use convnet::convnet;

convnet! {
    Net<-28x28x1> = fc(10);
    //~ ^^^^^^^^ the input is not negative
}

fn main() {}
