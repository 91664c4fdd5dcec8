// Slopes rise.
use convnet::convnet;

convnet! {
    Net<28x28x8> = rrelu(-0.1, 0.3) -> fc(10);
    //~                  ^^^^ rrelu1 reads 28x28x8: … the lower slope … 0 or more, not -0.1
}

fn main() {}
