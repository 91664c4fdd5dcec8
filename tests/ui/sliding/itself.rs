// No network is made of itself.
use convnet::convnet;

convnet! {
    Map<24x22x1> = fully_convolutional(Map);
    //~                                ^^^ no network `Map` is declared before this one
}

fn main() {}
