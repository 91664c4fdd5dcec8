// One letter too many.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutional(Nett);
    //~                                ^^^^ no network `Nett` is declared before this one
    //~ help: did you mean `Net`?
}

fn main() {}
