// A mistake in a repetition comes once.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (conv(5x5, 20, strid = 1) -> relu) * 5 -> fc(10);
    //~                           ^^^^^ conv1 reads 28x28x1: … no argument `strid`
    //~ help: … `stride`
}

fn main() {}
