// Each budget of a clause on its own.
use convnet::convnet;

convnet! {
    Net<28x28x1> = fc(10) where size <= 5, params = 5, macs <= 5 KiB, memory <= 5 pages, params <=;
    //~                         ^^^^ `size` cannot be limited
    //~                                           ^ `=` does not compare
    //~                                                          ^^^ `macs` is a number without a unit
    //~                                                                           ^^^^^ `pages` is no unit of memory
    //~                                                                                         ^^
    //~ a number is missing after `params <=`
}

fn main() {}
