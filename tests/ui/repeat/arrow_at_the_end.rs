// An arrow to nowhere.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu ->) * 3 -> fc(10);
    //~                ^^ a layer is missing after this arrow
}

fn main() {}
