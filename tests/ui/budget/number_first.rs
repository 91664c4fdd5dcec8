// The quantity comes first.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10) where 5 >= params;
    //~                       ^ `5` cannot be limited
    //~ help: … params
}

fn main() {}
