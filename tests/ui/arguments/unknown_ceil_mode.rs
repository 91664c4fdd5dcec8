// PyTorch's word for rounding up.
use convnet::convnet;

convnet! {
    Net<29x29x1> = pool(2, ceil_mode = true) -> fc(10);
    //~                    ^^^^^^^^^ pool1 reads 29x29x1: … no argument `ceil_mode`
    //~ help: … round
}

fn main() {}
