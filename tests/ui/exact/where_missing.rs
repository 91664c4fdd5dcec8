// It stands behind `where`.
use convnet::convnet;

convnet! {
    E<9x9x1> = conv(3x3, 2) -> fc(10) exact;
    //~                               ^^^^^ `exact` does not belong here: `->` and the next layer, `where`, or `;`
}

fn main() {}
