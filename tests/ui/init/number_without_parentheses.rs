// Two words.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = small 0.05);
    //~                          ^^^^^^^^^^ `init` is one word such as `he` or `small(0.01)`
    //~ help: `small(0.05)`
}

fn main() {}
