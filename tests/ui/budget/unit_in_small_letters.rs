// The nearest unit.
use convnet::convnet;

convnet! {
    E<28x28x1> = fc(10) where memory <= 64 kib;
    //~                                    ^^^ `kib` is no unit of memory
    //~ help: … `KiB`
}

fn main() {}
