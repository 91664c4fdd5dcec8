// It stands without a name.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> dropout(p = 0.5) -> fc(10);
    //~                              ^ dropout1 reads 1x1x30: … no argument `p`
    //~ help: … dropout(0.5)
}

fn main() {}
