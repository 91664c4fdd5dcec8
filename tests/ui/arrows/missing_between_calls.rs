// With arguments too.
use convnet::convnet;

convnet! {
    A<28x28x1> = conv(5x5, 20) pool(2) -> fc(10);
    //~                        ^^^^ `->` is missing before `pool`
}

fn main() {}
