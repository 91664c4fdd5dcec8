// The lower slope comes first.
use convnet::convnet;

convnet! {
    Net<28x28x8> = rrelu(0.5, 0.2) -> fc(10);
    //~                  ^^^ rrelu1 reads 28x28x8: … the lower slope 0.5 is above the upper one, 0.2
    //~ help: … rrelu(0.2, 0.5)
}

fn main() {}
