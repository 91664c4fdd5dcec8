// Nothing behind `=`.
use convnet::convnet;

convnet! {
    block basic(k, s = 1) = conv(3x3, k, stride = s);
    Net<28x28x8> = basic(8, s = ) -> fc(10);
    //~                     ^^^ a value is missing after `s =`
}

fn main() {}
