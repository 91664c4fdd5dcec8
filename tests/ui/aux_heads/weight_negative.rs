// A head whose cost is taken away would unlearn.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> aux(-0.3, softmax(10)) -> relu -> softmax(10);
    //~                                ^^^^ the weight of `aux` must be above 0, not -0.3
}

fn main() {}
