// One begun between two that are finished.
use convnet::convnet;

convnet! {
    First<28x28x1> = fc(10);
    Net<28x28x1> = conv(5x5, 20) ->
    //~                          ^^ a layer is missing after this arrow
    Last<28x28x1> = fc(10);
}

fn main() {}
