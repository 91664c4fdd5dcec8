// A vector has a width and a height of 1.
use convnet::convnet;

convnet! {
    Side<784> = fc(10);
    //~  ^^^ the input is width x height x depth, and here is one number
}

fn main() {}
