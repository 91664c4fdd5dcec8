// Numbers that are none, or of another kind.
use convnet::convnet;

convnet! {
    Hex<28x28x1> = conv(0x1F, 8) -> fc(10);
    Exponent<28x28x1> = fc(1e3);
    Suffix<28x28x1> = fc(10usize);
    Cut<28x28x1> = conv(5x, 8) -> fc(10);
    Glued<28x28xDEPTH> = fc(10);
    Negative<28x28x1> = fc(-10);
    Text<28x28x1> = fc("ten");
    Sum<28x28x1> = fc(5 + 5);
    Cube<28x28x1> = conv(5x5x1, 8) -> fc(10);
    Own<28x28x1> = fc(Self::K);
}

fn main() {}
