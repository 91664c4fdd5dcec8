// Two numbers of classes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> softmax(10, 20);
    //~                                  ^^ softmax1 reads 1x1x30: … `20` is too much
}

fn main() {}
