// Budgets come last.
use convnet::convnet;

convnet! {
    L<28x28x1> where params <= 500_000 = fc(10);
    //~        ^^^^^ `where`
}

fn main() {}
