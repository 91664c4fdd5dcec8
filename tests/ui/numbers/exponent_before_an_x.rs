// The lexer refuses `5ex5` itself.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5ex5, 8) -> fc(10);
    //~                 ^^^^ expected at least one digit in exponent
}

fn main() {}
