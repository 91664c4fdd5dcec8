// One letter too few.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identty, tanh) -> fc(10);
    //~                ^^^^^^^ there is no layer `identty`
    //~ help: did you mean `identity`?
}

fn main() {}
