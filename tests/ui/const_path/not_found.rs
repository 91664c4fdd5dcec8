// Names that do not exist are rustc's.
use convnet::convnet;

const FILTERS: usize = 20;

convnet! {
    Net<28x28x1> = conv(5x5, FILTRES) -> fc(10);
    //~                      ^^^^^^^ cannot find value `FILTRES` in this scope
    //~ help: … `FILTERS`
}

fn main() {}
