// No limit.
use convnet::convnet;

convnet! {
    H<28x28x1> = fc(10) where params;
    //~                       ^^^^^^ a limit is missing after `params`
    //~ help: `params <= 100_000`; or with `<`, `==`, `>=`, `>`
}

fn main() {}
