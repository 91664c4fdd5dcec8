// A head looks at the whole image.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> aux(0.3, softmax(10)) -> pool(2) -> softmax(10);
    Map<24x22x1> = fully_convolutional(Net);
    //~                                ^^^ `Net` has auxiliary heads, which answer for one whole image
}

fn main() {}
