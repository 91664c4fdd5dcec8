// A branch begins with what reaches it; that need not be said.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(identity -> relu, tanh) -> fc(10);
    //~                ^^^^^^^^ `identity` is a branch without layers, and stands alone in its branch
}

fn main() {}
