// How many units?
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> fc -> softmax(10);
    //~                             ^^ fc1 reads 24x24x20: … the number of units
    //~ help: … fc(100)
}

fn main() {}
