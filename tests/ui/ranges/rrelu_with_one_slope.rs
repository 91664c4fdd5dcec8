// Both or none.
use convnet::convnet;

convnet! {
    Net<28x28x8> = rrelu(0.5) -> fc(10);
    //~            ^^^^^ rrelu1 reads 28x28x8: … a lower slope and no upper one
}

fn main() {}
