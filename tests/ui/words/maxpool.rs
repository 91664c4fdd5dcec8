// A word that says more than ours.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> maxpool(2) -> fc(10);
    //~                             ^^^^^^^ there is no layer `maxpool`
    //~ help: … `pool`
}

fn main() {}
