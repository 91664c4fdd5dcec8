// The padding stands in the formula of an average too.
use convnet::convnet;

convnet! {
    Net<32x32x16> = avgpool(3, stride = 2, pad = 1) -> fc(10);
    //~                                 ^ avgpool1 reads 32x32x16: stride 2 does not fit: (32 − 3 + 2·1)/2 + 1 = 16.5
}

fn main() {}
