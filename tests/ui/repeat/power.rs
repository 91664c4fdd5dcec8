// Another sign for it.
use convnet::convnet;

convnet! {
    Net<8x8x1> = (relu)^3 -> fc(10);
    //~                ^ `^` does not repeat layers
    //~ help: … *
}

fn main() {}
