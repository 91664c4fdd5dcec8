// Keras' word.
use convnet::convnet;

convnet! {
    Net<28x28x8> = Concatenate(relu, tanh) -> fc(10);
    //~            ^^^^^^^^^^^ there is no layer `Concatenate`
    //~ help: did you mean `concat`?
}

fn main() {}
