// Another word for work.
use convnet::convnet;

convnet! {
    B<28x28x1> = fc(10) where flops <= 5;
    //~                       ^^^^^ `flops` cannot be limited
    //~ help: … `macs`
}

fn main() {}
