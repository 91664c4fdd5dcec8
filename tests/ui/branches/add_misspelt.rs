// Two letters that have changed their places.
use convnet::convnet;

convnet! {
    Net<28x28x8> = dad(relu, tanh) -> fc(10);
    //~            ^^^ there is no layer `dad`
    //~ help: did you mean `add`?
}

fn main() {}
