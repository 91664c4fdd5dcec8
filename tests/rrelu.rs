//! The slopes of `rrelu`, as they come out of a network that is nothing else: of inputs of −1 the outputs are the
//! negated slopes.

use convnet::data::Samples;
use convnet::train::Sgd;
use convnet::{Generated, Network, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    Slopes<5x4x3> = rrelu(0.1, 0.3);
    Usual<5x4x3> = rrelu;
}

const IMAGES: usize = 40;
const VALUES: usize = 60;

/// The slopes of all images in one step of a training.
fn drawn<N: Network>(seed: u64, threads: usize) -> Vec<Vec<f32>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let data = Samples::with_values(vec![vec![-1.0_f32; VALUES]; IMAGES], vec![vec![0.0; VALUES]; IMAGES]).unwrap();
    let indices: Vec<usize> = (0..IMAGES).collect();
    pool.install(|| {
        let mut network = N::init(&mut StdRng::seed_from_u64(1));
        let mut training = Training::<N>::new(IMAGES);
        network.train_step(&mut training, &data, &indices, &mut Sgd::new(0.1), seed).unwrap();
        let outputs = training.outputs(IMAGES);
        (0..IMAGES).map(|image| outputs.row(image).iter().map(|y| -y).collect()).collect()
    })
}

/// Asserts that the slopes are spread evenly over `lower..upper`.
fn assert_uniform(slopes: &[Vec<f32>], lower: f64, upper: f64) {
    let all: Vec<f64> = slopes.iter().flatten().map(|slope| f64::from(*slope)).collect();
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|slope| (slope - mean).powi(2)).sum::<f64>() / n;
    let width = upper - lower;
    assert!(all.iter().all(|slope| (lower - 1e-6..upper + 1e-6).contains(slope)));
    // Four standard errors of the mean and of the variance of uniform numbers.
    assert!((mean - (lower + upper) / 2.0).abs() < 4.0 * width / (12.0 * n).sqrt(), "mean {mean}");
    let expected = width.powi(2) / 12.0;
    assert!((variance / expected - 1.0).abs() < 4.0 * (0.8 / n).sqrt(), "variance {variance}, not {expected}");
}

#[test]
fn slopes_are_uniform_themselves() {
    assert_uniform(&drawn::<Slopes>(1, 1), 0.1, 0.3);
    // Not their inverses between 3 and 8, whose slopes have the mean 0.196.
    assert_uniform(&drawn::<Usual>(1, 1), 1.0 / 8.0, 1.0 / 3.0);
}

#[test]
fn slopes_follow_from_seed_image_and_value() {
    let slopes = drawn::<Slopes>(7, 1);
    for threads in [1, 2, 5] {
        assert_eq!(drawn::<Slopes>(7, threads), slopes, "{threads} threads");
    }
    assert_ne!(drawn::<Slopes>(8, 1), slopes, "another step draws others");
    for image in 1..IMAGES {
        assert_ne!(slopes[image], slopes[0], "image {image} draws its own");
    }
    let mut first = slopes[0].clone();
    first.sort_by(f32::total_cmp);
    first.dedup();
    assert_eq!(first.len(), VALUES, "each value draws its own");
}

#[test]
fn in_use_the_slope_is_the_mean() {
    fn values<N: Network + Generated>() -> Vec<f32> {
        let network = N::init(&mut StdRng::seed_from_u64(1));
        network.predict(&mut network.workspace(), &[vec![-1.0; 40], vec![2.0; 20]].concat()[..]).unwrap().probabilities
    }
    for (found, mean) in [(values::<Slopes>(), 0.2), (values::<Usual>(), 11.0 / 48.0)] {
        assert!(found[..40].iter().all(|y| (y + mean).abs() < 1e-7), "{found:?}");
        assert!(found[40..].iter().all(|y| *y == 2.0), "{found:?}");
    }
}
