//! Networks that branch against torchvision's own blocks: answers with running statistics, and what a step of training
//! computes. `tests/fixtures/make_fixtures.py` wrote the numbers; `layer1.0.conv1` of torchvision is `layer1_0_conv1`
//! here.

mod common;

use common::{Fixture, Still, difference, report};
use convnet::{Isa, Network, Storage, Target, Training, convnet};

convnet! {
    block projection(k, s) =
        downsample_0: conv(1x1, k, stride = s, bias = false, round = floor) -> downsample_1: bn;
    block two(k, s = 1) =
        conv(3x3, k, stride = s, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(3x3, k, pad = 1, bias = false) -> bn;
    block three(k, d, s = 1) =
        conv(1x1, k, bias = false) -> bn -> relu
        -> conv(3x3, k, stride = s, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, d, bias = false) -> bn;
    block basic(k) = add(two(k), identity) -> relu;
    block basic_half(k) = add(two(k, 2), projection(k, 2)) -> relu;
    block bottleneck(k, d) = add(three(k, d), identity) -> relu;
    block projected(k, d, s) = add(three(k, d, s), projection(d, s)) -> relu;
    /// Basic blocks and bottlenecks, projections with and without a stride.
    Residual<44x38x3> =
        conv(7x7, 8, stride = 2, pad = 3, bias = false, round = floor) -> bn -> relu
        -> pool(3, stride = 2, pad = 1, round = floor)
        -> layer1_0: basic(8) -> layer1_1: basic(8)
        -> layer2_0: basic_half(12) -> layer2_1: basic(12)
        -> layer3_0: projected(4, 16, 1) -> layer3_1: bottleneck(4, 16)
        -> layer4_0: projected(6, 24, 2) -> layer4_1: bottleneck(6, 24)
        -> global_avgpool -> fc: softmax(7);

    block unit(k, f = 1, p = 0, s = 1) =
        conv: conv(f, k, stride = s, pad = p, bias = false, round = floor) -> bn: bn(eps = 0.001) -> relu;
    block inception(a, b, c, d, e, f) = concat(
        branch1: unit(a),
        branch2_0: unit(b) -> branch2_1: unit(c, 3, 1),
        branch3_0: unit(d) -> branch3_1: unit(e, 3, 1),
        pool(3, stride = 1, pad = 1) -> branch4_1: unit(f),
    );
    /// Two modules one behind the other, and one behind a pooling.
    Modules<45x52x3> =
        conv1: unit(8, 7, 3, s = 2) -> pool(3, stride = 2, round = ceil)
        -> conv2: unit(8) -> conv3: unit(12, 3, 1) -> pool(3, stride = 2, round = ceil)
        -> inception3a: inception(6, 5, 8, 3, 5, 4) -> inception3b: inception(8, 6, 9, 4, 7, 5) -> pool(2, round = ceil)
        -> inception4a: inception(7, 5, 9, 3, 4, 6) -> global_avgpool -> fc: softmax(6);

    block head(f) = avgpool(f, stride = 1) -> conv: unit(4) -> fc1: fc(5) -> relu -> fc2: softmax(6);
    /// The same modules with auxiliary heads.
    Heads<45x52x3> =
        conv1: unit(8, 7, 3, s = 2) -> pool(3, stride = 2, round = ceil)
        -> conv2: unit(8) -> conv3: unit(12, 3, 1) -> pool(3, stride = 2, round = ceil)
        -> inception3a: inception(6, 5, 8, 3, 5, 4) -> aux1: aux(0.3, head(3))
        -> inception3b: inception(8, 6, 9, 4, 7, 5) -> pool(2, round = ceil)
        -> inception4a: inception(7, 5, 9, 3, 4, 6) -> aux2: aux(0.3, head(2)) -> global_avgpool -> fc: softmax(6);

    block fire(s, e) =
        squeeze: conv(1x1, s) -> relu
        -> concat(expand1x1: conv(1x1, e) -> relu, expand3x3: conv(3x3, e, pad = 1) -> relu);
    /// Convolutions with an activation on either side of a join, none normalised.
    Fires<43x50x3> =
        features_0: conv(7x7, 10, stride = 2, round = floor) -> relu -> pool(3, stride = 2, round = ceil)
        -> features_3: fire(4, 7) -> features_4: fire(4, 7) -> pool(3, stride = 2, round = ceil)
        -> features_6: fire(5, 9) -> classifier_1: conv(1x1, 5) -> relu -> global_avgpool -> softmax;
}

/// Of answers, relative to the largest one, and of gradients, relative to the largest of each tensor.
const ANSWERS: f64 = 1e-4;
const GRADIENTS: f64 = 1e-3;

fn check<N: Network>(fixture: &str) {
    let fixture = Fixture::read(fixture);
    let (network, images): (N, _) = (fixture.network(), fixture.images());
    let mut workspace = network.workspace();
    let logits: Vec<f32> =
        images.iter().flat_map(|image| network.logits(&mut workspace, image).expect("fits").to_vec()).collect();
    let mut differences = vec![difference("eval_logits", &logits, fixture.values("eval_logits"), ANSWERS)];

    let targets: Vec<Target> = fixture.labels().into_iter().map(Target::Class).collect();
    for isa in Isa::available() {
        let mut network = network.clone();
        let mut training = Training::<N>::with_isa(2, isa);
        let loss = network.train_batch(&mut training, &images, &targets, &mut Still).expect("fits");
        differences.push(difference("loss", &[loss as f32], fixture.values("loss"), ANSWERS));
        differences.push(difference("logits", training.outputs(2).data(), fixture.values("logits"), ANSWERS));
        for t in N::TENSORS {
            let (name, found, tolerance) = match t.kind.is_state() {
                true => (format!("first.{}", t.name), &network.store().state()[t.range()], ANSWERS),
                false => (format!("gradient.{}", t.name), &training.gradients()[t.range()], GRADIENTS),
            };
            let what = format!("{name} on {isa:?}");
            differences.push(difference(&what, found, fixture.values(&name), tolerance));
        }
    }
    report(differences);
}

#[test]
fn residual_blocks() {
    check::<Residual>("residual");
}

#[test]
fn inception_modules() {
    check::<Modules>("inception");
}

#[test]
fn fire_modules() {
    check::<Fires>("fire");
}

#[test]
fn auxiliary_heads() {
    check::<Heads>("heads");
}
