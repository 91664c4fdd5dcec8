// rustc knows its attributes.
use convnet::convnet;

convnet! {
    #[mystery]
//~   ^^^^^^^ cannot find attribute `mystery` in this scope
    Net<28x28x1> = fc(10);
}

fn main() {}
