// Within a branch layers are joined by arrows too.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(relu tanh, identity) -> fc(10);
    //~                     ^^^^ `->` is missing before `tanh`
    //~ help: `-> tanh`
}

fn main() {}
