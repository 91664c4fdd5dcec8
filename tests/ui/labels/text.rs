// A name is not in quotes.
use convnet::convnet;

convnet! {
    Net<28x28x1> = "edges": conv(5x5, 20) -> fc(10);
    //~            ^^^^^^^ "edges"
    //~ help: … edges:
}

fn main() {}
