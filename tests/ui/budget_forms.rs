// Budgets that cannot be read.
use convnet::convnet;

convnet! {
    A<28x28x1> = fc(10) where size <= 5;
    B<28x28x1> = fc(10) where parms <= 5;
    C<28x28x1> = fc(10) where params = 5;
    D<28x28x1> = fc(10) where params <= 5 KiB;
    E<28x28x1> = fc(10) where memory <= 5 kib;
    F<28x28x1> = fc(10) where memory <= 5 pages;
    G<28x28x1> = fc(10) where;
    H<28x28x1> = fc(10) where params;
    I<28x28x1> = fc(10) where params <=;
    J<28x28x1> = fc(10) where params <= 5 macs <= 5;
    K<28x28x1> = fc(10) where memory <= 18446744073709551615 GiB;
}

fn main() {}
