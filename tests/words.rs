//! Every word as the first layer, behind another one, and as the last: the generated code compiles, predicts and trains.

mod common;

use common::Samples;
use convnet::train::Sgd;
use convnet::{Network, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A batch of training, and finite answers.
fn run<N: Network>() {
    let samples = Samples::new(6, N::INPUT, 3, 1);
    let mut network = N::init(&mut StdRng::seed_from_u64(2));
    let mut training = Training::<N>::new(0);
    let indices: Vec<usize> = (0..6).collect();
    let loss = network.train_step(&mut training, &samples, &indices, &mut Sgd::new(0.01), 0).expect("fits");
    assert!(loss.is_finite(), "{}: the loss is {loss}", N::NAME);
    let answers = network.predict_batch(&mut network.workspace(), &samples.images).expect("fits");
    assert!(answers.iter().all(|a| (a.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5), "{}", N::NAME);
}

macro_rules! words {
    ($($test:ident: $layer:ident $(($($argument:tt)*))?,)+) => { $(
        #[test]
        fn $test() {
            convnet! {
                First<9x8x2> = $layer $(($($argument)*))? -> softmax(3);
                Alone<9x8x2> = $layer $(($($argument)*))?;
                Doubled<9x8x2> = ($layer $(($($argument)*))? -> prelu) * 2 -> $layer $(($($argument)*))? -> softmax(3);
            }
            run::<First>();
            run::<Doubled>();
            assert_eq!(Alone::LAYERS.len(), 1);
        }
    )+ };
}

words! {
    conv: conv(3, 4, pad = same),
    grouped: conv(3x2, 4, groups = 2, dilation = 2, pad = 2x1, bias = false),
    pool: pool(3, stride = 2, pad = 1, round = ceil),
    avgpool: avgpool(3, stride = 1, pad = 1),
    global_avgpool: global_avgpool,
    relu: relu,
    leaky_relu: leaky_relu,
    prelu: prelu,
    rrelu: rrelu,
    elu: elu,
    relu6: relu6,
    sigmoid: sigmoid,
    tanh: tanh,
    gelu: gelu,
    silu: silu,
    hardswish: hardswish,
    bn: bn,
    lrn: lrn(3),
    dropout: dropout,
    fc: fc(5),
}

#[test]
fn softmax() {
    convnet! {
        Classes<9x8x2> = softmax(3);
        Function<9x8x2> = global_avgpool -> conv(1, 3) -> softmax;
        Bare<1x1x3> = softmax;
    }
    run::<Classes>();
    run::<Function>();
    run::<Bare>();
    assert_eq!(Bare::PARAMS, 0);
}

/// Labels in capitals, and such that are keywords in small letters: variables of the generated code are called after them.
#[test]
fn labels_in_capitals() {
    convnet! {
        Capitals<9x8x2> = R: conv(3, 4) -> INPUT: relu -> (Fn: bn) * 2 -> Store: fc(4) -> LAYERS: softmax(3);
    }
    run::<Capitals>();
}
