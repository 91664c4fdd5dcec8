// Repetitions are counted with one number.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (relu) * 2x2 -> fc(10);
    //~                     ^^^ the number of repetitions is one number, and here are 2
}

fn main() {}
