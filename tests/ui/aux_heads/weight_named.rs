// The weight has no name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(weight = 0.3, softmax(10)) -> relu -> softmax(10);
    //~                                ^^^^^^^^ the weight of `aux` stands without a name
}

fn main() {}
