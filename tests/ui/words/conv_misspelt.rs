// The nearest word.
use convnet::convnet;

convnet! {
    Net<28x28x1> = cov(5x5, 20) -> fc(10);
    //~            ^^^ there is no layer `cov`
    //~ help: … `conv`
}

fn main() {}
