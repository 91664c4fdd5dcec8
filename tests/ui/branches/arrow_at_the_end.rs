// An arrow leads to a layer, not to a comma.
use convnet::convnet;

convnet! {
    Net<28x28x8> = add(relu ->, identity) -> fc(10);
    //~                     ^^ a layer is missing after this arrow
}

fn main() {}
