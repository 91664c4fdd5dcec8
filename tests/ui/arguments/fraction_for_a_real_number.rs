// A quotient is no literal.
use convnet::convnet;

convnet! {
    Net<28x28x8> = rrelu(1/8, 0.3) -> fc(10);
    //~                  ^^^ rrelu1 reads 28x28x8: … `lower` is a literal number
}

fn main() {}
