// More values than can be addressed.
use convnet::convnet;

convnet! {
    Net<4294967296x4294967296x4> = relu;
    //~ ^^^^^^^^^^^^^^^^^^^^^^^ the input 4294967296x4294967296x4 has more values than can be addressed
}

fn main() {}
