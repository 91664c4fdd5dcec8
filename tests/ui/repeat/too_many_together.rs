// Repetitions multiply: the outer one goes too far.
use convnet::convnet;

convnet! {
    Net<8x8x1> = ((relu) * 1000) * 1000 -> fc(10);
    //~                            ^^^^ 1000 repetitions make a network of more than 4096 layers
}

fn main() {}
