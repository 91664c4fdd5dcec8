// Without a space too.
use convnet::convnet;

convnet! {
    E<28x28x1> = fc(10) where memory <= 64kib;
    //~                                 ^^^^^ `kib`
    //~ help: … KiB
}

fn main() {}
