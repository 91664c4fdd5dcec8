// It stands apart from the budgets.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) where exact params <= 5_000;
    //~                                           ^^^^^^ `,` is missing between `exact` and `params`
    //~ help: write `,`
}

fn main() {}
