// With spaces all three numbers are to blame.
use convnet::convnet;

convnet! {
    Net<4294967296 x 4294967296 x 4> = relu;
    //~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^ the input 4294967296x4294967296x4 has more values than can be addressed
}

fn main() {}
