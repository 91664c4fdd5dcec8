//! Networks that branch: gradients against the reference's layers in `f64`.

mod common;

use common::{Chain, answers_as_in_training, check, pad, window};
use convnet::convnet;
use convnet_core::shape::{Pair, Round, Window};
use convnet_core::steps::Activation::{Relu, Tanh};

convnet! {
    block residual(k) = add(
        identity,
        conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn
    ) -> relu;
    block downsample(k, s = 2) = add(
        conv(1x1, k, stride = s, round = floor, bias = false) -> bn,
        conv(3x3, k, stride = s, pad = 1, round = floor, bias = false) -> bn -> relu
            -> conv(3x3, k, pad = 1, bias = false) -> bn
    ) -> relu;
    /// Residual blocks as in ResNet-18, the second with a projection.
    Residual<12x10x3> = conv(3x3, 6, pad = 1) -> relu -> first: residual(6) -> second: downsample(9) -> residual(9)
        -> global_avgpool -> softmax(5);

    /// An inception module between convolutions, with a branch that has no layers.
    Inception<9x11x2> =
        conv(3x3, 5, pad = 1) -> tanh
        -> concat(
            conv(1x1, 4) -> relu,
            conv(1x1, 3) -> relu -> conv(3x3, 6, pad = 1) -> relu,
            pool(3, stride = 1, pad = 1) -> conv(1x1, 3) -> relu,
            identity,
        )
        -> conv(3x3, 7) -> relu -> fc(4) -> softmax;

    /// Joins within joins, the input among the branches, and a volume that many read.
    Nested<6x7x3> =
        add(identity, concat(conv(1x1, 1), add(relu, tanh) -> conv(1x1, 2)), identity)
        -> concat(fc(4) -> tanh, fc(3), global_avgpool, conv(6x7, 2)) -> add(identity, identity) -> softmax(4);

    /// A convolution's values on both sides of a fully connected layer, which is one product over the batch.
    Stages<6x5x2> =
        conv(3x3, 4, pad = 1) -> relu
        -> concat(fc(5) -> tanh, conv(6x5, 3) -> relu, add(conv(1x1, 2), conv(3x3, 2, pad = 1)) -> fc(4))
        -> softmax(3);

    /// Values that a join reads twice, and many that wait for theirs.
    Waiting<6x5x2> =
        conv(3x3, 4, pad = 1) -> add(identity, tanh, identity)
        -> concat(conv(1x1, 2), conv(1x1, 3) -> dropout(0.0), conv(1x1, 4), identity)
        -> add(identity, concat(conv(1x1, 6), conv(1x1, 7)), dropout(0.0), conv(3x3, 13, pad = 1), identity)
        -> softmax(3);

    /// A value in two concatenations, and one that is read again behind its concatenation.
    Later<6x5x2> =
        conv(1x1, 3) -> relu -> concat(identity, concat(identity, tanh) -> conv(1x1, 3) -> relu)
        -> add(identity, concat(identity, tanh) -> conv(1x1, 6) -> relu) -> softmax(3);

    /// In use a convolution writes where its normalisation does, and what dropout reads stands for what it writes: none may
    /// write into the concatenation that it reads from.
    Standing<6x5x2> =
        conv(1x1, 3) -> relu -> concat(identity, conv(3x3, 4, pad = 1) -> bn(momentum = 1.0) -> relu)
        -> concat(identity, dropout(0.0) -> conv(1x1, 3) -> relu) -> global_avgpool
        -> concat(identity, dropout(0.0) -> fc(3)) -> softmax(3);
}

fn square(stride: usize) -> Pair {
    Pair::square(stride)
}

fn residual(chain: Chain, k: usize) -> Chain {
    let same = Window { padding: pad(1), ..window(3, 3) };
    chain
        .add(&[&|c| c, &|c| c.conv(same, k, 1, false).batch_norm().act(Relu).conv(same, k, 1, false).batch_norm()])
        .act(Relu)
}

#[test]
fn residual_blocks() {
    let same = Window { padding: pad(1), ..window(3, 3) };
    let half = Window { stride: square(2), round: Round::Floor, ..window(1, 1) };
    let half_same = Window { stride: square(2), round: Round::Floor, ..same };
    let chain = residual(Chain::new(12, 10, 3).conv(same, 6, 1, true).act(Relu), 6)
        .add(&[&|c| c.conv(half, 9, 1, false).batch_norm(), &|c| {
            c.conv(half_same, 9, 1, false).batch_norm().act(Relu).conv(same, 9, 1, false).batch_norm()
        }])
        .act(Relu);
    let chain = residual(chain, 9).global_avg_pool().fc(5);
    check::<Residual>(&chain, 5);
}

#[test]
fn inception() {
    let same = Window { padding: pad(1), ..window(3, 3) };
    let chain = Chain::new(9, 11, 2).conv(same, 5, 1, true).act(Tanh).concat(&[
        &|c| c.conv(window(1, 1), 4, 1, true).act(Relu),
        &|c| c.conv(window(1, 1), 3, 1, true).act(Relu).conv(same, 6, 1, true).act(Relu),
        &|c| c.max_pool(same).conv(window(1, 1), 3, 1, true).act(Relu),
        &|c| c,
    ]);
    check::<Inception>(&chain.conv(window(3, 3), 7, 1, true).act(Relu).fc(4), 4);
}

#[test]
fn nested() {
    let chain = Chain::new(6, 7, 3)
        .add(&[
            &|c| c,
            &|c| {
                c.concat(&[&|c| c.conv(window(1, 1), 1, 1, true), &|c| {
                    c.add(&[&|c| c.act(Relu), &|c| c.act(Tanh)]).conv(window(1, 1), 2, 1, true)
                }])
            },
            &|c| c,
        ])
        .concat(&[&|c| c.fc(4).act(Tanh), &|c| c.fc(3), &|c| c.global_avg_pool(), &|c| {
            c.conv(window(6, 7), 2, 1, true)
        }])
        .add(&[&|c| c, &|c| c]);
    check::<Nested>(&chain.fc(4), 4);
}

#[test]
fn waiting() {
    let (one, same) = (window(1, 1), Window { padding: pad(1), ..window(3, 3) });
    let chain = Chain::new(6, 5, 2)
        .conv(same, 4, 1, true)
        .add(&[&|c| c, &|c| c.act(Tanh), &|c| c])
        .concat(&[&|c| c.conv(one, 2, 1, true), &|c| c.conv(one, 3, 1, true), &|c| c.conv(one, 4, 1, true), &|c| c])
        .add(&[
            &|c| c,
            &|c| c.concat(&[&|c| c.conv(one, 6, 1, true), &|c| c.conv(one, 7, 1, true)]),
            &|c| c,
            &|c| c.conv(same, 13, 1, true),
            &|c| c,
        ]);
    check::<Waiting>(&chain.fc(3), 3);
}

#[test]
fn read_again_behind_a_concatenation() {
    let one = window(1, 1);
    let chain = Chain::new(6, 5, 2)
        .conv(one, 3, 1, true)
        .act(Relu)
        .concat(&[&|c| c, &|c| c.concat(&[&|c| c, &|c| c.act(Tanh)]).conv(one, 3, 1, true).act(Relu)])
        .add(&[&|c| c, &|c| c.concat(&[&|c| c, &|c| c.act(Tanh)]).conv(one, 6, 1, true).act(Relu)]);
    check::<Later>(&chain.fc(3), 3);
}

#[test]
fn standing_for_others() {
    let same = Window { padding: pad(1), ..window(3, 3) };
    let chain = Chain::new(6, 5, 2)
        .conv(window(1, 1), 3, 1, true)
        .act(Relu)
        .concat(&[&|c| c, &|c| c.conv(same, 4, 1, true).batch_norm().act(Relu)])
        .concat(&[&|c| c, &|c| c.conv(window(1, 1), 3, 1, true).act(Relu)])
        .global_avg_pool()
        .concat(&[&|c| c, &|c| c.fc(3)]);
    check::<Standing>(&chain.fc(3), 3);
}

#[test]
fn stages() {
    let same = Window { padding: pad(1), ..window(3, 3) };
    let chain = Chain::new(6, 5, 2).conv(same, 4, 1, true).act(Relu).concat(&[
        &|c| c.fc(5).act(Tanh),
        &|c| c.conv(window(6, 5), 3, 1, true).act(Relu),
        &|c| c.add(&[&|c| c.conv(window(1, 1), 2, 1, true), &|c| c.conv(same, 2, 1, true)]).fc(4),
    ]);
    check::<Stages>(&chain.fc(3), 3);
}

#[test]
fn in_use() {
    answers_as_in_training::<Inception>(1e-5);
    answers_as_in_training::<Nested>(1e-5);
    answers_as_in_training::<Waiting>(1e-5);
    answers_as_in_training::<Stages>(1e-5);
    answers_as_in_training::<Later>(1e-5);
    // 1,200 values have a deviation that is nearly the unbiased one.
    answers_as_in_training::<Standing>(2e-3);
}
