// A slip of the keyboard.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu) * 5000 -> fc(10);
    //~                   ^^^^ 5000 repetitions make a network of more than 4096 layers
}

fn main() {}
