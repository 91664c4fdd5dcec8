// More weights than can be addressed.
use convnet::convnet;

convnet! {
    Net<1000x1000x1000> = fc(10000000000000) -> softmax(10);
    //~                      ^^^^^^^^^^^^^^
    //~ fc1 reads 1000x1000x1000: 10,000,000,000,000 units over 1000x1000x1000 have more weights than can be addressed
}

fn main() {}
