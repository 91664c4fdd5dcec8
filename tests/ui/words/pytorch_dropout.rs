// Whole slices are not dropped here, but values are.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> Dropout2d(0.5) -> fc(10);
    //~                             ^^^^^^^^^ there is no layer `Dropout2d`
    //~ help: … `dropout`
}

fn main() {}
