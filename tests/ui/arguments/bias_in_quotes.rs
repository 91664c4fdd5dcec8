// A text is neither.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, bias = "false") -> fc(10);
    //~                                 ^^^^^^^ conv1 reads 28x28x1: … `bias` is `true` or `false`
}

fn main() {}
