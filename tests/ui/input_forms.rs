// An input is width x height x depth.
use convnet::convnet;

convnet! {
    Flat<28x28> = fc(10);
    Side<28> = fc(10);
    Four<28x28x1x1> = fc(10);
    Empty<> = fc(10);
    Bare = fc(10);
    Parens(28x28x1) = fc(10);
    Name<SIDE> = fc(10);
    Open<28x28x1 = fc(10);
}

fn main() {}
