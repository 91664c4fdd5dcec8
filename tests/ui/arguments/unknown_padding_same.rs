// With Keras's value.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, padding = "same") -> fc(10);
    //~                          ^^^^^^^ conv1 reads 28x28x1: … no argument `padding`
    //~ help: did you mean `pad = same`?
}

fn main() {}
