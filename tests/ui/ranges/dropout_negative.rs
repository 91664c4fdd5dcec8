// Less than nothing; the sign is a part of the number.
use convnet::convnet;

convnet! {
    Net<28x28x8> = dropout(-0.1) -> fc(10);
    //~                    ^^^^ dropout1 reads 28x28x8: … at least 0 and below 1, not -0.1
}

fn main() {}
