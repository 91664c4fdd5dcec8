// The word as papers have it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 8) -> auxiliary(0.3, softmax(10)) -> relu -> softmax(10);
    //~                            ^^^^^^^^^ there is no layer `auxiliary`
    //~ help: did you mean `aux`?
}

fn main() {}
