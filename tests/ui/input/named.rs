// The sizes have no names.
use convnet::convnet;

convnet! {
    Named<width = 28, height = 28, depth = 1> = fc(10);
    //~         ^ `=`
    //~ help: … 28x28x1
}

fn main() {}
