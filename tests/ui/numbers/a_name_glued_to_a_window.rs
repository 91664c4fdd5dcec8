// In a window too.
use convnet::convnet;

const K: usize = 5;

convnet! {
    Net<28x28x1> = conv(5xK, 8) -> fc(10);
    //~                 ^^^ conv1 reads 28x28x1: … `5xK` is one word to the compiler, so a name in it needs space
    //~ help: … `5 x K`
}

fn main() {}
