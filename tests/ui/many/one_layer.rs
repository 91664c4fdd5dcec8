// Several arguments of one layer at once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5x5, 1.5, bias = 1, padding = 1, stride = -1) -> fc(10);
    //~                 ^^^^^ conv1 reads 28x28x1: the window is one number or width x height, and here are 3 numbers
    //~                        ^^^ the number of filters is a whole number, not `1.5`
    //~                                    ^ `bias` is `true` or `false`
    //~                                       ^^^^^^^ no argument `padding`
    //~                                                             ^^ the stride is not negative: `-1`
}

fn main() {}
