// The names of layers are those of tensors, in branches too.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(a: relu, a: tanh) -> fc(10);
    //~                         ^ the label `a` is given twice
    //~ help: … such as `a_2`
}

fn main() {}
