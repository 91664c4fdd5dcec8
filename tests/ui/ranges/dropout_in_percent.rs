// A part, not a percentage.
use convnet::convnet;

convnet! {
    Net<28x28x8> = dropout(50) -> fc(10);
    //~                    ^^ dropout1 reads 28x28x8: … at least 0 and below 1, not 50
    //~ help: … 0.5
}

fn main() {}
