// What PyTorch calls it.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10, init = kaiming_normal_);
    //~                          ^^^^^^^^^^^^^^^ there is no init `kaiming_normal_`
    //~ help: did you mean `he`?
}

fn main() {}
