// Names that differ only in their case.
use convnet::convnet;

convnet! {
    Net<28x28x1> = r: tanh -> R: tanh -> softmax(10);
    //~                       ^ the labels `R` and `r` differ only in their case
    //~ help: every layer, and its tensors, need a name of their own
}

fn main() {}
