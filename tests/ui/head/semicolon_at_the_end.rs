// The last one has an end too.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10)
    //~            ^^^^ `;` is missing after the declaration of
    //~ help: each network ends in `;`
}

fn main() {}
