// An arrow.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) ->
    //~                          ^^ a layer is missing after this arrow
}

fn main() {}
