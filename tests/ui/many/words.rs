// Each unknown word with the nearest known one; what follows is not blamed.
use convnet::convnet;

convnet! {
    Net<28x28x1> = cov(5x5, 20) -> maxpool(2) -> Relu -> attention(8) -> flatten -> sofmax(10);
    //~            ^^^ there is no layer `cov`
    //~                            ^^^^^^^ there is no layer `maxpool`
    //~                                          ^^^^ there is no layer `Relu`
    //~                                                  ^^^^^^^^^ there is no layer `attention`
    //~                                                                  ^^^^^^^ there is no layer `flatten`
    //~                                                                             ^^^^^^ there is no layer `sofmax`
}

fn main() {}
