// An integer is expected, as the macro's own words have it.
use convnet::convnet;

convnet! {
    block basic(k, s = 1) = conv(3x3, k, stride = s);
    Net<28x28x8> = basic(8.5, s = ) -> basic(8x8) -> fc(10);
    //~                  ^^^ `k` of `basic` is a whole number, not `8.5`
    //~                                      ^^^ `k` of `basic` is one number, and here are 2
    //~ help: write `8`
}

fn main() {}
