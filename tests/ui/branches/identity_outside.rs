// `identity` stands for a branch, not for a layer.
use convnet::convnet;

convnet! {
    Net<28x28x8> = conv(3x3, 8) -> identity -> fc(10);
    //~                            ^^^^^^^^ `identity` is a branch without layers, and stands alone in its branch
    //~ help: … elsewhere leave it out
}

fn main() {}
