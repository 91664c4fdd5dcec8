//! A network that slides over a larger image gives what it gives on the crops.

mod common;

use common::{Numbers, difference, random_network, report};
use convnet::{Network, Volume, convnet};

const CLASSES: usize = 7;

convnet! {
    /// Strides of 32 pixels in all, and no padding.
    Net<116x116x3> =
        conv(8x8, 6, stride = 4) -> relu -> pool(2) -> conv(3x3, 8, bias = false) -> bn -> relu -> pool(2)
        -> lrn(3) -> conv(3x3, 8) -> tanh -> pool(2) -> fc(12) -> prelu -> dropout -> softmax(7);
    Map<276x276x3> = fully_convolutional(Net);

    /// A global average, branches, and sizes that a constant decides; not as wide as high.
    Branches<20x16x2> =
        conv(5x5, 5) -> concat(conv(1x1, 3) -> relu, avgpool(3, stride = 1, pad = 1)) -> pool(2)
        -> add(identity, conv(1x1, 8)) -> global_avgpool -> fc(6) -> relu -> softmax(CLASSES);
    Wide<28x22x2> = fully_convolutional(Branches);
    Average<28x22x2> = fully_convolutional(Branches) -> global_avgpool -> softmax;
}

const _: () = assert!(Map::PARAMS == Net::PARAMS && Map::OUTPUT.width == 6 && Map::OUTPUT.height == 6);

/// The part of an image that begins at (`x`, `y`).
fn crop(image: &[f32], from: Volume, x: usize, y: usize, to: Volume) -> Vec<f32> {
    let row = |c: usize, row: usize| &image[(c * from.height + y + row) * from.width + x..][..to.width];
    (0..to.depth).flat_map(|c| (0..to.height).flat_map(move |r| row(c, r).iter().copied())).collect()
}

/// Compares the map with the answers to all crops, `stride` apart, that lie `border` or more places from the map's edge.
fn compare<N: Network, M: Network + From<N>>(stride: usize) {
    let mut numbers = Numbers(9);
    let network: N = random_network(&mut numbers);
    let image = numbers.vec(M::INPUT.len(), 1.0);
    let map = M::from(network.clone());
    let scores = map.logits(&mut map.workspace(), &image).expect("fits").to_vec();
    assert_eq!(map.params(), network.params());
    let Volume { width, height, depth } = M::OUTPUT;
    assert!(width > 1 && height > 1 && depth == N::OUTPUT.depth, "{width}x{height}x{depth} is no map");
    assert_eq!((width - 1) * stride, M::INPUT.width - N::INPUT.width);
    assert_eq!((height - 1) * stride, M::INPUT.height - N::INPUT.height);
    let mut workspace = network.workspace();
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    report(places.map(|(x, y)| {
        let crop = crop(&image, M::INPUT, x * stride, y * stride, N::INPUT);
        let expected: Vec<f64> =
            network.logits(&mut workspace, &crop).expect("fits").iter().map(|&v| v.into()).collect();
        let found: Vec<f32> = (0..depth).map(|c| scores[(c * height + y) * width + x]).collect();
        difference(&format!("{} at {x}, {y}", M::NAME), &found, &expected, 1e-5)
    }));
}

#[test]
fn thirty_six_crops_in_one_pass() {
    compare::<Net, Map>(32);
}

/// The averages of the padded branch see zeros at a crop's border and neighbours in the image: with values that are the same
/// everywhere but there, the map differs.
#[test]
fn padding_makes_a_difference() {
    let network: Branches = random_network(&mut Numbers(3));
    let crop = vec![1.0; Branches::INPUT.len()];
    let expected = network.logits(&mut network.workspace(), &crop).expect("fits").to_vec();
    let wide = Wide::from(network);
    let scores = wide.logits(&mut wide.workspace(), &vec![1.0; Wide::INPUT.len()]).expect("fits").to_vec();
    let places = Wide::OUTPUT.plane();
    let off = (0..CLASSES).map(|c| (scores[c * places] - expected[c]).abs()).fold(0.0, f32::max);
    assert!(off > 1e-4, "{off}");
    assert_eq!(Wide::OUTPUT, Volume::new(5, 4, 7));
}

#[test]
fn scores_are_averaged() {
    let network: Branches = random_network(&mut Numbers(3));
    let image = Numbers(4).vec(Wide::INPUT.len(), 1.0);
    let (wide, average) = (Wide::from(network.clone()), Average::from(network));
    let scores = wide.logits(&mut wide.workspace(), &image).expect("fits").to_vec();
    let places = Wide::OUTPUT.plane();
    let expected = scores.chunks(places).map(|class| class.iter().map(|&v| f64::from(v)).sum::<f64>() / places as f64);
    let expected: Vec<f64> = expected.collect();
    let found = average.logits(&mut average.workspace(), &image).expect("fits").to_vec();
    report([difference("the average", &found, &expected, 1e-5)]);
    assert_eq!(Average::OUTPUT, Volume::new(1, 1, 7));
}

#[test]
fn names_stay() {
    let names = |tensors: &[convnet::Tensor]| tensors.iter().map(|t| (t.name, t.at, t.len())).collect::<Vec<_>>();
    assert_eq!(names(Net::TENSORS), names(Map::TENSORS));
    assert_eq!(Average::LAYERS[Average::LAYERS.len() - 2].name, "global_avgpool2");
}
