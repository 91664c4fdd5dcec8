// Networks are read one after the other.
use convnet::convnet;

convnet! {
    Map<24x22x1> = fully_convolutional(Net);
    //~                                ^^^ no network `Net` is declared before this one
    //~ help: it stands in the same `convnet!`, before what uses it
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);

}

fn main() {}
