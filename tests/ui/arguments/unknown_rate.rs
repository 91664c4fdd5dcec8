// Keras's word for the probability.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> dropout(rate = 0.5) -> fc(10);
    //~                              ^^^^ dropout1 reads 1x1x30: … no argument `rate`
    //~ help: … dropout(0.5)
}

fn main() {}
