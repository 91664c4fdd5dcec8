// An error over several lines is underlined as a whole.
use convnet::convnet;

convnet! {
    L<28x28x1> = relu -> [
    //~                  [ a layer is expected here, not `[ .. ]`
        conv(5x5, 20),
        relu,
    ];
//~ ]
}

fn main() {}
