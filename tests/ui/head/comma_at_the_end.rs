// A field's end.
use convnet::convnet;

convnet! {
    C<28x28x1> = fc(10),
    //~                ^ `;`
}

fn main() {}
