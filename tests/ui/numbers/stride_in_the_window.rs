// Papers write 3x3/2 for a stride of 2.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(3x3/2, 8) -> fc(10);
    //~                    ^ conv1 reads 28x28x1: … `/` … the window
    //~ help: … stride = 2
}

fn main() {}
