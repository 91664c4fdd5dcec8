// A statement a layer.
use convnet::convnet;

convnet! {
    G<28x28x1> = conv(5x5, 8);
    relu -> fc(10);
//~ ^^^^ `relu`
    //~ help: … `->`
}

fn main() {}
