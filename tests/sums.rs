//! Sums that the last step of a branch takes in: answers and gradients against the reference's layers in `f64`.

mod common;

use common::{Chain, answers_as_in_training, check, pad, window};
use convnet::convnet;
use convnet_core::shape::{Pair, Window};
use convnet_core::steps::Activation::{Gelu, Relu, Silu, Tanh};

convnet! {
    /// A convolution takes in what it reads itself, then what another convolution gives; dropout's input stands for it.
    Convolutions<9x7x3> =
        conv(3x3, 4, pad = 1) -> add(identity, conv(3x3, 4, pad = 1)) -> relu
        -> add(conv(1x1, 6, groups = 2), conv(3x3, 6, pad = 1, groups = 2)) -> gelu
        -> add(conv(1x1, 5) -> dropout(0.0), conv(3x3, 5, pad = 1)) -> tanh -> softmax(4);

    /// The network's input comes to a convolution and to a normalisation, folded or not.
    Inputs<8x6x3> =
        concat(
            add(identity, conv(3x3, 3, pad = 1)) -> silu,
            add(conv(3x3, 3, pad = 1, bias = false) -> bn(momentum = 1.0), identity) -> relu,
            add(identity, bn(momentum = 1.0)),
        )
        -> softmax(4);

    block unit(k) = conv(3x3, k, pad = 1, bias = false) -> bn(momentum = 1.0);
    /// A normalisation takes in what it reads itself, one of two that are normalised, and a sum that gelu follows; sums
    /// that several read, within sums and one after the other.
    Normalisations<8x7x2> =
        conv(3x3, 5, pad = 1) -> add(identity, bn(momentum = 1.0)) -> tanh
        -> add(unit(6), unit(6)) -> relu
        -> add(identity, unit(6) -> relu -> unit(6)) -> gelu
        -> add(add(identity, unit(6)), tanh -> unit(6)) -> relu
        -> add(identity, add(identity, unit(6)) -> relu) -> bn(momentum = 1.0) -> softmax(4);

    /// What comes to a sum is part of a concatenation, and so is what comes of one.
    Parts<7x8x2> =
        conv(3x3, 4, pad = 1) -> relu
        -> concat(
            identity,
            add(conv(3x3, 4, pad = 1), identity) -> avgpool(3, stride = 1, pad = 1),
            add(tanh, conv(1x1, 4)) -> relu,
        )
        -> conv(1x1, 5) -> bn(momentum = 1.0) -> relu -> softmax(4);

    /// Values of fully connected layers come to sums, sums to fully connected layers, and a sum is the answer.
    Ends<6x5x2> =
        add(conv(3x3, 3, pad = 1), conv(1x1, 3)) -> relu -> add(identity, conv(3x3, 3, pad = 1) -> bn(momentum = 1.0)) -> relu
        -> add(fc(6), conv(6x5, 6)) -> relu -> fc(5) -> tanh -> add(conv(1x1, 4), conv(1x1, 4)) -> softmax;

    /// A normalisation behind a sum is not the convolution's, and a pooling behind one stands alone.
    Behind<8x8x2> =
        conv(3x3, 4, pad = 1) -> add(identity, conv(3x3, 4, pad = 1)) -> bn(momentum = 1.0) -> relu
        -> add(identity, conv(1x1, 4)) -> pool(2) -> relu -> add(identity, conv(1x1, 4)) -> relu -> pool(2) -> softmax(4);
}

fn same() -> Window {
    Window { padding: pad(1), ..window(3, 3) }
}

fn one() -> Window {
    window(1, 1)
}

fn unit(chain: Chain, k: usize) -> Chain {
    chain.conv(same(), k, 1, false).batch_norm()
}

#[test]
fn convolutions() {
    let chain = Chain::new(9, 7, 3)
        .conv(same(), 4, 1, true)
        .add(&[&|c| c, &|c| c.conv(same(), 4, 1, true)])
        .act(Relu)
        .add(&[&|c| c.conv(one(), 6, 2, true), &|c| c.conv(same(), 6, 2, true)])
        .act(Gelu)
        .add(&[&|c| c.conv(one(), 5, 1, true), &|c| c.conv(same(), 5, 1, true)])
        .act(Tanh);
    check::<Convolutions>(&chain.fc(4), 4);
}

#[test]
fn inputs() {
    let chain = Chain::new(8, 6, 3).concat(&[
        &|c| c.add(&[&|c| c, &|c| c.conv(same(), 3, 1, true)]).act(Silu),
        &|c| c.add(&[&|c| unit(c, 3), &|c| c]).act(Relu),
        &|c| c.add(&[&|c| c, &|c| c.batch_norm()]),
    ]);
    check::<Inputs>(&chain.fc(4), 4);
}

#[test]
fn normalisations() {
    let chain = Chain::new(8, 7, 2)
        .conv(same(), 5, 1, true)
        .add(&[&|c| c, &|c| c.batch_norm()])
        .act(Tanh)
        .add(&[&|c| unit(c, 6), &|c| unit(c, 6)])
        .act(Relu)
        .add(&[&|c| c, &|c| unit(unit(c, 6).act(Relu), 6)])
        .act(Gelu)
        .add(&[&|c| c.add(&[&|c| c, &|c| unit(c, 6)]), &|c| unit(c.act(Tanh), 6)])
        .act(Relu)
        .add(&[&|c| c, &|c| c.add(&[&|c| c, &|c| unit(c, 6)]).act(Relu)])
        .batch_norm();
    check::<Normalisations>(&chain.fc(4), 4);
}

#[test]
fn parts() {
    let chain = Chain::new(7, 8, 2)
        .conv(same(), 4, 1, true)
        .act(Relu)
        .concat(&[&|c| c, &|c| c.add(&[&|c| c.conv(same(), 4, 1, true), &|c| c]).avg_pool(same()), &|c| {
            c.add(&[&|c| c.act(Tanh), &|c| c.conv(one(), 4, 1, true)]).act(Relu)
        }])
        .conv(one(), 5, 1, true)
        .batch_norm()
        .act(Relu);
    check::<Parts>(&chain.fc(4), 4);
}

#[test]
fn ends() {
    let chain = Chain::new(6, 5, 2)
        .add(&[&|c| c.conv(same(), 3, 1, true), &|c| c.conv(one(), 3, 1, true)])
        .act(Relu)
        .add(&[&|c| c, &|c| c.conv(same(), 3, 1, true).batch_norm()])
        .act(Relu)
        .add(&[&|c| c.fc(6), &|c| c.conv(window(6, 5), 6, 1, true)])
        .act(Relu)
        .fc(5)
        .act(Tanh)
        .add(&[&|c| c.conv(one(), 4, 1, true), &|c| c.conv(one(), 4, 1, true)]);
    check::<Ends>(&chain, 4);
}

#[test]
fn behind() {
    let halves = Window { stride: Pair::square(2), ..window(2, 2) };
    let chain = Chain::new(8, 8, 2)
        .conv(same(), 4, 1, true)
        .add(&[&|c| c, &|c| c.conv(same(), 4, 1, true)])
        .batch_norm()
        .act(Relu)
        .add(&[&|c| c, &|c| c.conv(one(), 4, 1, true)])
        .max_pool(halves)
        .act(Relu)
        .add(&[&|c| c, &|c| c.conv(one(), 4, 1, true)])
        .act(Relu)
        .max_pool(halves);
    check::<Behind>(&chain.fc(4), 4);
}

#[test]
fn in_use() {
    answers_as_in_training::<Convolutions>(1e-5);
    // 1,200 values and more have a deviation that is nearly the unbiased one.
    answers_as_in_training::<Inputs>(2e-3);
    answers_as_in_training::<Normalisations>(2e-3);
    answers_as_in_training::<Parts>(2e-3);
    answers_as_in_training::<Ends>(2e-3);
    answers_as_in_training::<Behind>(2e-3);
}
