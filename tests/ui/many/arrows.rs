// Each arrow on its own.
use convnet::convnet;

convnet! {
    Net<28x28x1> = -> relu tanh -> -> conv(5x5, 20) -> 5 -> relu - > tanh ->;
    //~            ^^ a layer is missing before this arrow
    //~                    ^^^^ `->` is missing before `tanh`
    //~                            ^^ a layer is missing before this arrow
    //~                                                ^ a layer is expected here, not `5`
    //~                                                          ^^^ an arrow is one word
    //~                                                                   ^^ a layer is missing after this arrow
}

fn main() {}
