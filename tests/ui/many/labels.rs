// Labels in the order of the source.
use convnet::convnet;

convnet! {
    Net<28x28x1> = type: relu -> r#fn: relu -> _: relu -> b: (relu -> tanh) * 2 -> c: -> softmax(10);
    //~            ^^^^ `type` cannot be a label
    //~                          ^^^^ `r#fn` cannot be a label
    //~                                        ^ `_` cannot be a label
    //~                                                   ^ the label `b` stands before several layers
    //~                                                                            ^^
    //~ a layer is missing after the label `c`
}

fn main() {}
