//! Networks whose fully connected layers read their weights as bfloat16.

mod common;

use common::Samples;
use convnet::{Network, Workspace, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    Lenet<20x20x1> = conv(5x5, 6) -> pool(2) -> relu -> fc(200) -> relu -> softmax(10);
    Plain<12x12x2> = conv(3x3, 4) -> relu -> global_avgpool -> softmax;
}

fn logits<N: Network>(network: &N, workspace: &mut Workspace<N>, images: &[Vec<f32>]) -> Vec<f32> {
    images.iter().flat_map(|image| network.logits(workspace, image).expect("fits").to_vec()).collect()
}

/// Every weight of a network, rounded to bfloat16 where a fully connected layer has it.
fn rounded(network: &Lenet) -> Lenet {
    let mut network = network.clone();
    let ranges: Vec<_> =
        Lenet::TENSORS.iter().filter(|t| t.name.ends_with("weight") && !t.name.starts_with("conv")).collect();
    for tensor in ranges {
        for w in &mut network.params_mut()[tensor.range()] {
            let bits = w.to_bits();
            *w = f32::from_bits((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000);
        }
    }
    network
}

/// As a network answers that has such weights, and so for other parameters, with the same workspace.
#[test]
fn answers_as_with_rounded_weights() {
    let images = Samples::new(20, Lenet::INPUT, 10, 3).images;
    let mut network = Lenet::init(&mut StdRng::seed_from_u64(1));
    let mut workspace = network.workspace().bf16(true);
    for round in 0..3 {
        let found = logits(&network, &mut workspace, &images);
        let expected = logits(&rounded(&network), &mut network.workspace(), &images);
        assert_eq!(found, expected, "parameters {round}");
        let exact = logits(&network, &mut network.workspace(), &images);
        let largest = exact.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        let error = found.iter().zip(&exact).fold(0.0_f32, |m, (a, b)| m.max((a - b).abs()));
        assert!(error > 0.0 && error < largest / 128.0, "off by {error} of {largest}");
        // A batch whose images stand in the lanes.
        let classes = |workspace: &mut Workspace<Lenet>, network: &Lenet| {
            network.predict_batch(workspace, &images).expect("fits")
        };
        assert_eq!(classes(&mut workspace, &network), classes(&mut network.workspace(), &rounded(&network)));
        network.params_mut().iter_mut().for_each(|w| *w *= -1.25);
    }
}

#[test]
fn changes_nothing_without_fully_connected_layers_or_when_it_is_off() {
    let images = Samples::new(5, Plain::INPUT, 4, 4).images;
    let network = Plain::init(&mut StdRng::seed_from_u64(2));
    let expected = logits(&network, &mut network.workspace(), &images);
    assert_eq!(logits(&network, &mut network.workspace().bf16(true), &images), expected);
    let images = Samples::new(5, Lenet::INPUT, 10, 4).images;
    let network = Lenet::init(&mut StdRng::seed_from_u64(2));
    let expected = logits(&network, &mut network.workspace(), &images);
    assert_eq!(logits(&network, &mut network.workspace().bf16(true).bf16(false), &images), expected);
}
