// A path of modules in front of a word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = nn::Linear(10);
    //~            ^^^^^^^^^^ there is no layer `nn::Linear`
    //~ help: … `fc`
}

fn main() {}
