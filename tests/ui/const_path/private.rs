// Not in sight.
use convnet::convnet;

mod sizes {
    const K: usize = 20;
}

convnet! {
    Net<28x28x1> = conv(5x5, sizes::K) -> fc(10);
    //~                             ^ constant `K` is private
}

fn main() {}
