// Five blocks of ten of the one before.
use convnet::convnet;

convnet! {
    block a = (relu) * 10;
    block b = a -> a -> a -> a -> a -> a -> a -> a -> a -> a;
    block c = b -> b -> b -> b -> b -> b -> b -> b -> b -> b;
    block d = c -> c -> c -> c -> c -> c -> c -> c -> c -> c;
    block e = d -> d -> d -> d -> d -> d -> d -> d -> d -> d;
    Net<28x28x8> = e -> e -> fc(10);
    //~            ^ with this block the network has more than 4096 layers and uses of blocks
}

fn main() {}
