// An average over nothing but padding is none.
use convnet::convnet;

convnet! {
    Net<28x28x1> = avgpool(3, stride = 1, pad = 3) -> fc(10);
    //~                                         ^
    //~ avgpool1 reads 28x28x1: pad 3 is not smaller than the 3x3 window: a window would lie wholly in the padding
    //~ help: pad 2 gives 30x30
}

fn main() {}
