// A plain one.
use convnet::convnet;

convnet! {
    Net<28x28x1> = r#fn: relu -> fc(10);
    //~            ^^^^ `r#fn` cannot be a label
}

fn main() {}
