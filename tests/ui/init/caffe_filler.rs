// What Caffe calls it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20, weight_filler = xavier) -> fc(10);
    //~                          ^^^^^^^^^^^^^ `conv` has no argument `weight_filler`
    //~ help: did you mean `init`?
}

fn main() {}
