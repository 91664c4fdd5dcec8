// rustc has its say about the quotes first.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8, pad = 'same') -> fc(10);
    //~                               ^^^^^^ character literal may only contain one codepoint
    //~                               ^^^^^^ conv1 reads 28x28x1: … the pad
    //~ help: `pad = same`
}

fn main() {}
