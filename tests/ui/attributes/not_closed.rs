// An attribute that cannot be read.
use convnet::convnet;

convnet! {
    #[doc = ]
    //~     ^ this attribute cannot be read
    Net<28x28x1> = fc(10);
}

fn main() {}
