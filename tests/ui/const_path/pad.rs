// A pad that swallows its window.
use convnet::convnet;

const P: usize = 2;

convnet! {
    Net<28x28x1> = pool(2, pad = P) -> fc(10);
    //~                          ^
    //~ pool1 reads 28x28x1: pad 2 is not smaller than the 2x2 window: a window would lie wholly in the padding
    //~ help: pad 1 gives 15x15
}

fn main() {}
