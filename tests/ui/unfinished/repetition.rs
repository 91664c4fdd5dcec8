// A star.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (conv(5x5, 20) -> relu) *;
    //~                                    ^ a number of repetitions is expected after `*`
}

fn main() {}
