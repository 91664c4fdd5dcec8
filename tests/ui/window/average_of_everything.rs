// The last volume has become smaller than the recipe's.
use convnet::convnet;

convnet! {
    Net<7x7x512> = relu -> avgpool(8) -> fc(10);
    //~                            ^
    //~ avgpool1 reads 7x7x512: the 8x8 window is larger than its padded input: 7 + 2·0 = 7 < 8
    //~ help: window and stride 7x7 gives 1x1
}

fn main() {}
