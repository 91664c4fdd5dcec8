// Two letters swapped.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(30) -> dropuot(0.2) -> fc(10);
    //~                      ^^^^^^^ there is no layer `dropuot`
    //~ help: … `dropout`
}

fn main() {}
