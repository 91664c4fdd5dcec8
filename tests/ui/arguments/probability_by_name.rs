// A real number is a literal.
use convnet::convnet;

const P: f32 = 0.5;

convnet! {
    Net<28x28x1> = fc(30) -> dropout(P) -> fc(10);
    //~                              ^ dropout1 reads 1x1x30: … `p` is a literal number such as 0.5
}

fn main() {}
