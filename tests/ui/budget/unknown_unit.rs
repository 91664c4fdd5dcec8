// No unit at all.
use convnet::convnet;

convnet! {
    F<28x28x1> = fc(10) where memory <= 5 pages;
    //~                                   ^^^^^ `pages` is no unit of memory
    //~ help: KiB, MiB, GiB (powers of 1,024) or KB, MB, GB (powers of 1,000)
}

fn main() {}
