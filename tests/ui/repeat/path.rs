// The macro must know how many layers there are.
use convnet::convnet;

const N: usize = 3;

convnet! {
    Net<8x8x1> = (tanh) * N -> fc(10);
    //~                   ^ the number of repetitions is a literal
    //~ help: it decides which layers there are, and a macro cannot see the value of a `const`
}

fn main() {}
