// 2⁶⁴ is one too many.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(18446744073709551616, 8) -> fc(10);
    //~                 ^^^^^^^^^^^^^^^^^^^^
    //~ conv1 reads 28x28x1: … 18446744073709551616 is too large for the window: at most 18446744073709551615
}

fn main() {}
