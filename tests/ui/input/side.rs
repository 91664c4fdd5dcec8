// A square is not meant by one number.
use convnet::convnet;

convnet! {
    Side<28> = fc(10);
    //~  ^^ the input is width x height x depth, and here is one number
    //~ help: `28x28x1` is a gray image, `28x28x3` one in colour
}

fn main() {}
