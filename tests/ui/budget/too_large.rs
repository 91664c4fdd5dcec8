// More bytes than 64 bits count.
use convnet::convnet;

convnet! {
    M<28x28x1> = fc(10) where memory <= 18446744073709551615 GiB;
    //~                                 ^^^^^^^^^^^^^^^^^^^^^^^^ this limit is larger than 64 bits can count
}

fn main() {}
