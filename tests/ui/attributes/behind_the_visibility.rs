// Attributes come first.
use convnet::convnet;

convnet! {
    pub #[allow(dead_code)] Net<28x28x1> = fc(10);
    //~ ^ a network's name is expected here, not `#`
}

fn main() {}
