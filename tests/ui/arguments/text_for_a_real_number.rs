// A text is no number.
use convnet::convnet;

convnet! {
    Net<28x28x8> = lrn(5, alpha = "a") -> fc(10);
    //~                           ^^^ lrn1 reads 28x28x8: … `alpha` is a number such as 0.5, not "a"
}

fn main() {}
