// The copies of a repetition are numbered.
use convnet::convnet;

convnet! {
    Net<28x28x1> = (a: relu) * 3 -> a_2: tanh -> softmax(10);
    //~                             ^^^ the label `a_2` is given twice
}

fn main() {}
