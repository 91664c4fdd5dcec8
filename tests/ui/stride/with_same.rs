// `same` keeps the size, a stride above 1 does not.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3, 8, stride = 2, pad = same) -> fc(10);
    //~                                  ^ conv1 reads 28x28x1: `pad = same` keeps the size, which stride 2 does not
    //~ help: stride 1 gives 28x28; pad 1 with `round = floor` gives 14x14
}

fn main() {}
