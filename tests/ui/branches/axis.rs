// There is one axis along which volumes are joined.
use convnet::convnet;

convnet! {
    Net<28x28x8> = concat(relu, tanh, axis = 3) -> fc(10);
    //~                               ^^^^^^^^ `concat` has no argument `axis`
    //~ help: between its parentheses stand branches
}

fn main() {}
