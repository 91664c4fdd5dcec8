// A network stands in the same invocation.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutional(Vgg);
    //~                                ^^^ no network `Vgg` is declared before this one
    //~ help: it stands in the same `convnet!`, before what uses it
}

fn main() {}
