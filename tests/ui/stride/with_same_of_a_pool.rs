// A pool's stride is its window, which does not keep the size.
use convnet::convnet;

convnet! {
    Net<28x28x1> = pool(2, pad = same) -> fc(10);
    //~                 ^ pool1 reads 28x28x1: `pad = same` keeps the size, which stride 2 does not
    //~ help: stride 1 gives 28x28
}

fn main() {}
