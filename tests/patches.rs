//! Convolutions that begin by passing on what they read, and with the principal components of patches.

use convnet::data::Samples;
use convnet::{Dataset, Init, Network, Normalization, PatchError, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    /// As many filters as a whitening of 2x2 patches of three channels can have.
    Whole<7x6x3> = patches: conv(2x2, 24, pad = same) -> relu -> global_avgpool -> softmax(2);
    /// Some of the components; taps apart, and no biases.
    Some<7x6x2> = conv(2x3, 8, dilation = 3x2, bias = false) -> relu -> fc(3) -> softmax(2);

    Odd<7x6x1> = conv(2x2, 7) -> softmax(2);
    Many<7x6x1> = conv(2x2, 10) -> softmax(2);
    Groups<7x6x2> = conv(2x2, 4, groups = 2) -> softmax(2);
    Pooling<7x6x2> = pool(2, round = floor) -> conv(2x2, 4) -> softmax(2);
    Far<2x2x1> = conv(3x3, 4, pad = 1) -> softmax(2);

    Passing<5x5x3> = conv(3x3, 5, pad = 1, bias = false) -> conv(2x1, 2, bias = false) -> fc(50) -> softmax(2);
}

/// Images in which neighbours are alike, and channels too.
fn images(width: usize, height: usize, depth: usize) -> Samples<Vec<u8>> {
    let noise = |i: usize| (i as u32).wrapping_mul(2_654_435_761).wrapping_add(99).rotate_left(13) % 97;
    let image = |n: usize| -> Vec<u8> {
        let value = |i: usize| {
            let (x, y, c) = (i / depth % width, i / depth / width, i % depth);
            (20 + 9 * x as u32 + 7 * y as u32) * (n as u32 % 3) / 2
                + noise(n * 1000 + i / depth)
                + noise(n + i) / 3
                + 10 * c as u32
        };
        (0..width * height * depth).map(|i| value(i) as u8).collect()
    };
    Samples::with_classes((0..40).map(image).collect(), (0..40).map(|i| i % 2).collect()).unwrap()
}

/// Every patch that lies within an image, as the first layer of `N` sees it.
fn patches<N: Network>(network: &N, data: &impl Dataset, normalization: &Normalization) -> Vec<Vec<f64>> {
    let (layer, volume) = (&N::LAYERS[0], N::INPUT);
    let (window, step) = (layer.window.unwrap(), layer.dilation);
    let mut image = vec![0.0; volume.len()];
    let mut patches = Vec::new();
    for i in 0..data.len() {
        data.read(i, volume, normalization, &mut image).unwrap();
        for top in 0..volume.height - (window.y - 1) * step.y {
            for left in 0..volume.width - (window.x - 1) * step.x {
                let mut patch = Vec::new();
                for c in 0..volume.depth {
                    for y in 0..window.y {
                        for x in 0..window.x {
                            let (column, row) = (left + x * step.x, top + y * step.y);
                            patch.push(f64::from(image[(c * volume.height + row) * volume.width + column]));
                        }
                    }
                }
                patches.push(patch);
            }
        }
    }
    assert_eq!(network.tensor(&format!("{}.weight", layer.name)).unwrap().len(), patches[0].len() * layer.output.depth);
    patches
}

/// What the filters make of the patches has the identity for its covariance, and the mean 0 where there are biases.
fn whitens<N: Network>() {
    let (volume, layer) = (N::INPUT, &N::LAYERS[0]);
    let data = images(volume.width, volume.height, volume.depth);
    let normalization = Normalization::new([0.3], [0.2]);
    let mut network = N::init(&mut StdRng::seed_from_u64(1)).with_normalization(normalization.clone());
    let others = |network: &N| network.params()[layer.params..].to_vec();
    let before = others(&network);
    network.whiten_patches(&data, 0.0).unwrap();
    assert_eq!(others(&network), before);

    let patches = patches(&network, &data, &normalization);
    let (len, filters) = (patches[0].len(), layer.output.depth);
    let weights = network.tensor(&format!("{}.weight", layer.name)).unwrap();
    let biases = network.tensor(&format!("{}.bias", layer.name));
    let filter = |f: usize| &weights[f * len..(f + 1) * len];
    let output = |f: usize, patch: &[f64]| {
        let sum: f64 = filter(f).iter().zip(patch).map(|(w, x)| f64::from(*w) * x).sum();
        sum + biases.map_or(0.0, |biases| f64::from(biases[f]))
    };
    let outputs: Vec<Vec<f64>> = patches.iter().map(|patch| (0..filters).map(|f| output(f, patch)).collect()).collect();
    let count = outputs.len() as f64;
    let mean = |f: usize| outputs.iter().map(|output| output[f]).sum::<f64>() / count;
    let covariance = |f: usize, g: usize| {
        outputs.iter().map(|output| output[f] * output[g]).sum::<f64>() / count - mean(f) * mean(g)
    };
    let half = filters / 2;
    for f in 0..half {
        if biases.is_some() {
            assert!(mean(f).abs() < 1e-4, "filter {f}: mean {}", mean(f));
        }
        for g in 0..half {
            let expected = f64::from(u8::from(f == g));
            assert!((covariance(f, g) - expected).abs() < 1e-3, "filters {f} and {g}: {}", covariance(f, g));
        }
        assert!(filter(f).iter().zip(filter(half + f)).all(|(a, b)| *a == -b), "filter {f} has no opposite");
    }
    // The less a component varies, the longer is its filter; the first few are those of the largest variance.
    let length = |f: usize| filter(f).iter().map(|w| f64::from(*w).powi(2)).sum::<f64>();
    assert!((1..half).all(|f| length(f) >= length(f - 1)));
    let variance: f64 = (0..len)
        .map(|i| {
            let mean = patches.iter().map(|patch| patch[i]).sum::<f64>() / count;
            patches.iter().map(|patch| (patch[i] - mean).powi(2)).sum::<f64>() / count
        })
        .sum();
    let taken: f64 = (0..half).map(|f| 1.0 / length(f)).sum();
    let part = half as f64 / len as f64;
    assert!(taken / variance > part.powf(0.9).min(0.999) && taken / variance < 1.001, "{taken} of {variance}");
}

#[test]
fn patches_are_whitened() {
    whitens::<Whole>();
    whitens::<Some>();
}

#[test]
fn epsilon_keeps_small_variances_small() {
    let data = images(7, 6, 3);
    let lengths = |epsilon: f64| {
        let mut network = Whole::init(&mut StdRng::seed_from_u64(1));
        network.whiten_patches(&data, epsilon).unwrap();
        let weights = network.tensor("patches.weight").unwrap();
        weights.chunks(12).map(|filter| filter.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>()).collect::<Vec<_>>()
    };
    let (without, with) = (lengths(0.0), lengths(0.01));
    for (without, with) in without.iter().zip(&with) {
        // 1 / variance, and 1 / (variance + epsilon).
        assert!((1.0 / with - 1.0 / without - 0.01).abs() < 1e-4, "{without} and {with}");
    }
}

#[test]
fn other_first_layers_are_refused() {
    fn refused<N: Network>(expected: &str) {
        let data = images(N::INPUT.width, N::INPUT.height, N::INPUT.depth);
        let mut network = N::init(&mut StdRng::seed_from_u64(1));
        let before = network.params().to_vec();
        let error = network.whiten_patches(&data, 0.01).unwrap_err();
        assert!(matches!(error, PatchError::Layer { .. }), "{error:?}");
        assert_eq!(error.to_string(), expected);
        assert_eq!(network.params(), before);
    }
    let even = "expected an even number of filters, at most 8 (4 components and their opposites), found";
    refused::<Odd>(&format!("conv1: {even} 7 filters"));
    refused::<Many>(&format!("conv1: {even} 10 filters"));
    refused::<Groups>("conv1: expected a convolution without groups, found 2 groups");
    refused::<Pooling>("pool1: expected a convolution, found pool");
    refused::<Far>("conv1: expected a window within the image, found 3x3");
    let error = Whole::init(&mut StdRng::seed_from_u64(1)).whiten_patches(&images(6, 6, 3), 0.01).unwrap_err();
    assert!(matches!(error, PatchError::Input(_)), "{error:?}");
}

/// Filters pass on a channel each, as far as there are both; all else is uniform.
#[test]
fn dirac_passes_on() {
    let network = Passing::init_with(Init::Dirac, &mut StdRng::seed_from_u64(1));
    let uniform = |weights: &[f32], fan_in: usize| {
        let bound = (fan_in as f32).sqrt().recip();
        let largest = weights.iter().fold(0.0, |most: f32, w| most.max(w.abs()));
        assert!(largest <= bound && largest > 0.9 * bound, "{largest} of {bound}");
        assert!(weights.iter().any(|w| *w < -0.5 * bound) && weights.iter().any(|w| *w > 0.5 * bound));
    };
    // Windows of 3x3 have their middle at 4, of 2x1 at 1.
    let first = network.tensor("conv1.weight").unwrap();
    for (i, weight) in first[..3 * 27].iter().enumerate() {
        let (filter, channel, tap) = (i / 27, i / 9 % 3, i % 9);
        assert_eq!(*weight, f32::from(u8::from(filter == channel && tap == 4)), "weight {i}");
    }
    uniform(&first[3 * 27..], 27);
    let second = network.tensor("conv2.weight").unwrap();
    for (i, weight) in second.iter().enumerate() {
        let (filter, channel, tap) = (i / 10, i / 2 % 5, i % 2);
        assert_eq!(*weight, f32::from(u8::from(filter == channel && tap == 1)), "weight {i}");
    }
    uniform(network.tensor("fc1.weight").unwrap(), 40);
    assert!(network.tensor("fc1.bias").unwrap().iter().all(|bias| *bias == 0.0));
}
