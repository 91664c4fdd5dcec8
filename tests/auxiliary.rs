//! Auxiliary heads: gradients of the weighted sum of costs against the reference in `f64`, and no trace of them in use.

mod common;

use common::{Chain, Numbers, Samples, Still, check, difference, pad, random_network, report, window};
use convnet::{Generated, Network, Storage, Target, Training, convnet};
use convnet_core::shape::{Pair, Window};
use convnet_core::steps::Activation::{Relu, Tanh};

convnet! {
    /// As GoogLeNet has them: one behind a join, one behind a convolution, with fully connected layers of their own.
    Heads<12x10x3> =
        conv(3x3, 6, pad = 1) -> relu
        -> concat(conv(1x1, 3) -> relu, conv(3x3, 4, pad = 1) -> relu)
        -> aux(0.3, avgpool(2) -> conv(1x1, 3, bias = false) -> bn -> relu -> fc(8) -> relu -> softmax(5))
        -> concat(conv(1x1, 2), identity) -> pool(2)
        -> late: aux(0.7, fc(5) -> softmax) -> conv(3x3, 6) -> tanh -> fc(7) -> relu -> softmax(5);

    /// The same without heads.
    Headless<12x10x3> =
        conv(3x3, 6, pad = 1) -> relu
        -> concat(conv(1x1, 3) -> relu, conv(3x3, 4, pad = 1) -> relu)
        -> concat(conv(1x1, 2), identity) -> pool(2)
        -> conv(3x3, 6) -> tanh -> fc(7) -> relu -> softmax(5);

    block side(k) = aux(0.25, global_avgpool -> softmax(k)) -> relu;
    /// Heads that read the input, a branch's value, what the network gives, and one that has no layer of its own.
    Places<6x5x2> =
        aux(2, fc(3) -> softmax)
        -> add(conv(3x3, 4, pad = 1) -> first: side(3), conv(1x1, 4) -> second: side(3)) -> (conv(3x3, 4) -> side(3)) * 1
        -> fc(3) -> aux(0.5, softmax) -> aux(0.125, tanh -> softmax(3)) -> softmax;

    /// Values instead of classes.
    Values<4x4x1> = conv(3x3, 2) -> tanh -> aux(0.5, fc(2)) -> fc(2);
}

#[test]
fn gradients_are_those_of_all_costs() {
    let (one, same) = (window(1, 1), Window { padding: pad(1), ..window(3, 3) });
    let two = Window { stride: Pair::square(2), ..window(2, 2) };
    let chain = Chain::new(12, 10, 3)
        .conv(same, 6, 1, true)
        .act(Relu)
        .concat(&[&|c| c.conv(one, 3, 1, true).act(Relu), &|c| c.conv(same, 4, 1, true).act(Relu)])
        .aux(0.3_f32.into(), &|c| c.avg_pool(two).conv(one, 3, 1, false).batch_norm().act(Relu).fc(8).act(Relu).fc(5))
        .concat(&[&|c| c.conv(one, 2, 1, true), &|c| c])
        .max_pool(two)
        .aux(0.7_f32.into(), &|c| c.fc(5))
        .conv(window(3, 3), 6, 1, true)
        .act(Tanh);
    check::<Heads>(&chain.fc(7).act(Relu).fc(5), 5);
}

#[test]
fn heads_stand_anywhere() {
    let (one, same) = (window(1, 1), Window { padding: pad(1), ..window(3, 3) });
    let side = |c: Chain| c.aux(0.25, &|c| c.global_avg_pool().fc(3)).act(Relu);
    let chain = Chain::new(6, 5, 2)
        .aux(2.0, &|c| c.fc(3))
        .add(&[&|c| side(c.conv(same, 4, 1, true)), &|c| side(c.conv(one, 4, 1, true))]);
    let chain = side(chain.conv(window(3, 3), 4, 1, true)).fc(3).aux(0.5, &|c| c).aux(0.125, &|c| c.act(Tanh).fc(3));
    check::<Places>(&chain, 3);
}

/// A network in use is the one without heads: the same work, the same memory, the same bits.
#[test]
fn nothing_is_left_of_them_in_use() {
    assert_eq!(Heads::MACS, Headless::MACS);
    assert_eq!(Heads::MEMORY.inference(7), Headless::MEMORY.inference(7));
    assert_eq!(Heads::OUTPUT, Headless::OUTPUT);
    let network: Heads = random_network(&mut Numbers(3));
    let mut store = <Headless as Generated>::Store::zeroed();
    for tensor in Headless::TENSORS {
        let values = network.tensor(tensor.name).expect("has the same name");
        store.params_mut()[tensor.range()].copy_from_slice(values);
    }
    let headless = Headless::from_store(store);
    let images = Samples::new(5, Heads::INPUT, 5, 4).images;
    let answers = network.predict_batch(&mut network.workspace(), &images).expect("fits");
    assert_eq!(answers, headless.predict_batch(&mut headless.workspace(), &images).expect("fits"));
}

#[test]
fn values_are_compared_too() {
    let mut network: Values = random_network(&mut Numbers(5));
    let image = Numbers(6).vec(16, 1.0);
    let targets = [0.5, -0.25];
    let mut training = Training::<Values>::new(1);
    let mut cost = |network: &mut Values| {
        network.train_batch(&mut training, &[&image[..]], &[Target::Values(&targets)], &mut Still).expect("fits")
    };
    let loss = cost(&mut network);
    // By hand: what conv1 gives, and the two layers that read it.
    let conv = |network: &Values| -> Vec<f64> {
        let (w, b) = (network.tensor("conv1.weight").unwrap(), network.tensor("conv1.bias").unwrap());
        let sum = |k: usize, y: usize, x: usize| -> f32 {
            b[k] + (0..9).map(|t| w[9 * k + t] * image[4 * (y + t / 3) + x + t % 3]).sum::<f32>()
        };
        (0..8).map(|i| f64::from(sum(i / 4, i % 4 / 2, i % 2)).tanh()).collect()
    };
    let square = |network: &Values, layer: &str| -> f64 {
        let (w, b) =
            (network.tensor(&format!("{layer}.weight")).unwrap(), network.tensor(&format!("{layer}.bias")).unwrap());
        let x = conv(network);
        let y = |u: usize| f64::from(b[u]) + x.iter().zip(&w[8 * u..]).map(|(x, &w)| x * f64::from(w)).sum::<f64>();
        (0..2).map(|u| (y(u) - f64::from(targets[u])).powi(2)).sum::<f64>() / 2.0
    };
    let expected = square(&network, "fc1") + 0.5 * square(&network, "aux1_fc1");
    report([difference("the cost", &[loss as f32], &[expected], 1e-5)]);
}

#[test]
fn facts() {
    assert_eq!(Heads::AUXILIARY, [0.3, 0.7]);
    assert_eq!(Headless::AUXILIARY, [0.0; 0]);
    let heads: Vec<&str> = Heads::LAYERS.iter().filter(|layer| layer.auxiliary).map(|layer| layer.name).collect();
    assert_eq!(heads[..2], ["aux1_avgpool1", "aux1_conv1"]);
    assert_eq!(heads[heads.len() - 2..], ["late_fc1", "late_softmax1"]);
    assert_eq!(Places::AUXILIARY, [2.0, 0.25, 0.25, 0.25, 0.5, 0.125]);
    let own = Heads::LAYERS.iter().filter(|layer| layer.auxiliary).map(|layer| layer.params).sum::<usize>();
    assert_eq!(Heads::PARAMS, Headless::PARAMS + own);
}
