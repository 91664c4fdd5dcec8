// The long word.
use convnet::convnet;

convnet! {
    B<28x28x1> = fc(10) where parameters <= 5;
    //~                       ^^^^^^^^^^ `parameters` cannot be limited
    //~ help: … `params`
}

fn main() {}
