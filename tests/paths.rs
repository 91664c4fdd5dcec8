//! Names of the user's that generated code has too: each keeps its meaning.

use convnet::convnet;

const INPUT: usize = 12;
const OUTPUT: usize = 4;
const PARAMS: usize = 3;
const CONV1: usize = 2;
const STATE: usize = 1;
const LIMIT: usize = 100_000;

mod p {
    pub const INPUT: usize = 2;
    pub mod deep {
        pub const UNITS: usize = 7;
    }
}

convnet! {
    Net<INPUT x INPUT x STATE> =
        conv(PARAMS x PARAMS, OUTPUT, groups = STATE) -> conv(crate::PARAMS x 3, self::OUTPUT, stride = STATE, pad = STATE)
        -> lrn(PARAMS) -> pool(p::INPUT, stride = CONV1) -> fc(p::deep::UNITS) -> softmax(OUTPUT)
        where params <= LIMIT, macs < LIMIT, memory <= LIMIT KB;

    Labels<12x12x1> =
        input: conv(3x3, 4) -> output: relu -> state: conv(3x3, 4) -> params: bn -> conv1_shape: tanh -> at: conv(3x3, 2)
        -> conv4: conv(3x3, 2) -> conv4_at: bn -> conv4_shape: relu -> d_x: fc(3) -> layers: prelu -> x: fc(3) -> p: fc(3)
        -> run: bn -> name: softmax(3);
}

const _: () = assert!(Net::PARAMS == 4 * 10 + 4 * 37 + 7 * 101 + 4 * 8);

macro_rules! declare {
    ($name:ident, $side:literal, $filters:expr, $window:path, $word:ident) => {
        convnet! {
            $name<$side x $side x 1> = conv($window, $filters) -> $word -> softmax(3);
        }
    };
}

declare!(Made, 9, 4, PARAMS, relu);

#[test]
fn names_keep_their_meaning() {
    assert_eq!(Net::LAYERS.iter().map(|l| l.output.len()).collect::<Vec<_>>(), [400, 400, 400, 100, 7, 4]);
    assert_eq!(Labels::LAYERS.len(), 15);
    assert_eq!((Made::OUTPUT.depth, Made::LAYERS[0].output.width), (3, 7));
}

convnet! {
    // Names that the generated structs end in.
    Image<4x4x1> = conv(3x3, 2) -> softmax(2);
    Training<4x4x1> = conv(3x3, 2) -> softmax(2);
    Inference<4x4x1> = conv(3x3, 2) -> bn -> softmax(2);

    #[cfg(any())]
    Never<INPUT x 4 x 1> = conv(3x3, OUTPUT) -> softmax(2);
}

const _: () = assert!(Image::PARAMS == Training::PARAMS && Inference::PARAMS == Image::PARAMS + 4);
