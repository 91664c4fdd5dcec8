// In a module that does not exist.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, sizes::K) -> fc(10);
    //~                      ^^^^^ cannot find module or crate `sizes` in this scope
}

fn main() {}
