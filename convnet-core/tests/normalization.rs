//! Means, deviations and whitening: what they do to a set of images, and that they come back with the weights.

mod linear;

use convnet_core::data::{Augment, Augmented, DatasetExt, Flip, Samples};
use convnet_core::network::{Basis, Dataset, Generated, InputError, Network, Normalization, Storage, Whitening};
use convnet_core::shape::Volume;
use convnet_core::weights::{Weights, WeightsError};
use linear::{Small, Zoo};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use safetensors::SafeTensors;

/// Raw images whose values depend on each other: each is a part of the one before and something of its own.
fn images(count: usize, volume: Volume) -> Samples<Vec<u8>> {
    let mut rng = StdRng::seed_from_u64(5);
    let image = |_| {
        let mut last = 128.0_f32;
        let value = |_| {
            last = 0.6 * last + 0.4 * rng.random_range(0.0..255.0_f32);
            last as u8
        };
        (0..volume.len()).map(value).collect()
    };
    Samples::with_classes((0..count).map(image).collect(), vec![0; count]).unwrap()
}

fn read(data: &impl Dataset, volume: Volume, normalization: &Normalization) -> Vec<Vec<f64>> {
    let mut values = vec![0.0; volume.len()];
    let image = |index| {
        data.read(index, volume, normalization, &mut values).unwrap();
        values.iter().map(|&value| f64::from(value)).collect()
    };
    (0..data.len()).map(image).collect()
}

/// Means and covariances over images, naively.
fn moments(images: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (count, len) = (images.len() as f64, images[0].len());
    let mean = |i: usize| images.iter().map(|image| image[i]).sum::<f64>() / count;
    let means: Vec<f64> = (0..len).map(mean).collect();
    let covariance = |i: usize, j: usize| {
        images.iter().map(|image| (image[i] - means[i]) * (image[j] - means[j])).sum::<f64>() / count
    };
    let matrix = (0..len).map(|i| (0..len).map(|j| covariance(i, j)).collect()).collect();
    (means, matrix)
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

#[test]
fn channels_and_values_get_mean_0_and_deviation_1() {
    let volume = Zoo::INPUT;
    let data = images(100, volume);
    let plane = volume.plane();

    let channels = Normalization::of_channels(&data, volume).unwrap();
    assert_eq!((channels.mean.len(), channels.std.len()), (3, 3));
    let images = read(&data, volume, &channels);
    for c in 0..3 {
        let values: Vec<f64> = images.iter().flat_map(|image| image[c * plane..][..plane].to_vec()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        near(mean, 0.0, 1e-5);
        near(values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64, 1.0, 1e-5);
    }

    let values = Normalization::of_values(&data, volume).unwrap();
    assert_eq!((values.mean.len(), values.std.len()), (volume.len(), volume.len()));
    let (means, covariance) = moments(&read(&data, volume, &values));
    for i in 0..volume.len() {
        near(means[i], 0.0, 1e-5);
        near(covariance[i][i], 1.0, 1e-5);
    }

    // Centred alone: deviations are as they were.
    let (_, raw) = moments(&read(&data, volume, &Normalization::default()));
    let (means, centred) = moments(&read(&data, volume, &values.centred()));
    for i in 0..volume.len() {
        near(means[i], 0.0, 1e-6);
        near(centred[i][i], raw[i][i], 1e-6);
    }
}

#[test]
fn what_is_the_same_everywhere_is_only_centred() {
    let volume = Volume::new(2, 1, 1);
    let data = Samples::with_classes(vec![vec![51_u8, 0], vec![51, 255]], vec![0, 0]).unwrap();
    let values = Normalization::of_values(&data, volume).unwrap();
    assert_eq!((values.mean, values.std), (vec![51.0 * (1.0 / 255.0), 0.5], vec![1.0, 0.5]));
    let channels = Normalization::of_channels(&data, volume).unwrap();
    let close = |a: &[f32], b: f32| assert!(a.len() == 1 && (a[0] - b).abs() < 1e-6, "{a:?}");
    close(&channels.mean, 0.35);
    // The mean of 0.04, 0.04, 0 and 1, less the square of the mean.
    close(&channels.std, (0.27_f32 - 0.1225).sqrt());
}

#[test]
fn whitened_covariance_is_the_identity() {
    let volume = Zoo::INPUT;
    // Blocks of 256, and a rest.
    let data = images(600, volume);
    for basis in [Basis::Pca, Basis::Zca] {
        let whitened = Normalization::whitened(&data, volume, basis, 1e-9).unwrap();
        let (means, covariance) = moments(&read(&data, volume, &whitened));
        for i in 0..volume.len() {
            near(means[i], 0.0, 1e-4);
            (0..volume.len()).for_each(|j| near(covariance[i][j], f64::from(u8::from(i == j)), 1e-3));
        }
        let matrix = whitened.whitening.as_ref().unwrap().matrix();
        let symmetric = (0..3600).all(|i| (matrix[i] - matrix[i % 60 * 60 + i / 60]).abs() < 1e-3);
        assert_eq!(symmetric, basis == Basis::Zca);
    }
}

/// Two values with variances v and covariance c have the eigenvalues v + c and v − c, and the vectors (1, ±1)/√2.
#[test]
fn two_values_are_whitened_as_on_paper() {
    let volume = Volume::new(2, 1, 1);
    let pairs = [[255_u8, 255], [0, 0], [255, 0], [0, 255], [255, 255], [0, 0]];
    let data = Samples::with_classes(pairs.map(Vec::from).to_vec(), vec![0; 6]).unwrap();
    let (variance, covariance, epsilon) = (0.25, 0.25 / 3.0, 0.01);
    let [large, small] = [variance + covariance, variance - covariance].map(|l: f64| (l + epsilon).sqrt().recip());
    let matrix = |basis| {
        let whitened = Normalization::whitened(&data, volume, basis, epsilon).unwrap();
        assert_eq!((&whitened.mean[..], &whitened.std[..]), (&[0.5, 0.5][..], &[1.0][..]));
        whitened.whitening.unwrap().matrix().iter().map(|&v| f64::from(v)).collect::<Vec<_>>()
    };
    let expected = [large + small, large - small, large - small, large + small].map(|sum| sum / 2.0);
    matrix(Basis::Zca).iter().zip(expected).for_each(|(&found, expected)| near(found, expected, 1e-6));
    // The signs of vectors are not defined.
    let half = 0.5_f64.sqrt();
    let found = matrix(Basis::Pca);
    let expected = [large * half, large * half, small * half, small * half];
    found.iter().zip(expected).for_each(|(&found, expected)| near(found.abs(), expected, 1e-6));
    assert!(found[0] * found[1] > 0.0 && found[2] * found[3] < 0.0, "{found:?}");
}

/// What numpy makes of the same images (`tests/fixtures/make_whitening.py` wrote it).
struct Fixture(Vec<u8>);

impl Fixture {
    fn new() -> Fixture {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/whitening.safetensors");
        Fixture(std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}")))
    }

    fn bytes(&self, name: &str) -> &[u8] {
        let file = SafeTensors::deserialize(&self.0).expect("a safetensors file");
        file.tensor(name).unwrap_or_else(|e| panic!("{name}: {e}")).data()
    }

    fn images(&self) -> Samples<Vec<u8>> {
        let images: Vec<Vec<u8>> = self.bytes("images").chunks_exact(Zoo::INPUT.len()).map(Vec::from).collect();
        let classes = vec![0; images.len()];
        Samples::with_classes(images, classes).unwrap()
    }

    /// Asserts that `found` begins with the values of tensor `name`, to within `tolerance` of the largest.
    fn compare(&self, name: &str, found: impl IntoIterator<Item = f64>, tolerance: f64) {
        let expected: Vec<f64> =
            self.bytes(name).as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b).into()).collect();
        let scale = expected.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let mut found = found.into_iter();
        for (i, expected) in expected.into_iter().enumerate() {
            let found = found.next().unwrap_or_else(|| panic!("{name} has more than {i} values"));
            assert!((found - expected).abs() <= tolerance * scale, "{name}, {i}: {found} instead of {expected}");
        }
    }
}

#[test]
fn numpy_normalises_alike() {
    let (fixture, volume) = (Fixture::new(), Zoo::INPUT);
    let data = fixture.images();
    let wide = |numbers: &[f32]| numbers.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
    let channels = Normalization::of_channels(&data, volume).unwrap();
    fixture.compare("channel.mean", wide(&channels.mean), 1e-6);
    fixture.compare("channel.std", wide(&channels.std), 1e-6);
    let values = Normalization::of_values(&data, volume).unwrap();
    fixture.compare("value.mean", wide(&values.mean), 1e-6);
    fixture.compare("value.std", wide(&values.std), 1e-6);
    fixture.compare("normalised", read(&data, volume, &values).concat(), 1e-6);
}

#[test]
fn numpy_whitens_alike() {
    let (fixture, volume) = (Fixture::new(), Zoo::INPUT);
    let (data, len) = (fixture.images(), volume.len());
    for (epsilon, name) in [(0.01, "0.01"), (0.0001, "0.0001")] {
        let fitted = |basis| {
            let whitened = Normalization::whitened(&data, volume, basis, epsilon).unwrap();
            let matrix: Vec<f64> = whitened.whitening.as_ref().unwrap().matrix().iter().map(|&v| v.into()).collect();
            (matrix, read(&data, volume, &whitened))
        };
        let (matrix, images) = fitted(Basis::Zca);
        fixture.compare(&format!("zca.{name}"), matrix, 1e-5);
        fixture.compare(&format!("zca.{name}.x"), images.concat(), 1e-5);

        // The signs of vectors are not defined: there the largest number of each is positive.
        let (matrix, images) = fitted(Basis::Pca);
        let rows = matrix.chunks_exact(len);
        let largest = |row: &[f64]| row.iter().fold(0.0, |most: f64, v| if v.abs() > most.abs() { *v } else { most });
        let signs: Vec<f64> = rows.map(|row| largest(row).signum()).collect();
        let matrix = matrix.iter().enumerate().map(|(i, value)| value * signs[i / len]);
        fixture.compare(&format!("pca.{name}"), matrix, 1e-5);
        let images = images.concat().into_iter().enumerate().map(|(i, value)| value * signs[i % len]);
        fixture.compare(&format!("pca.{name}.x"), images, 1e-5);
    }
}

/// Raw pixels go in before saving and after loading, and what comes out is the layer's sum over whitened values.
#[test]
fn a_loaded_network_whitens_raw_pixels() {
    let volume = Small::INPUT;
    let data = images(90, volume);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("small.safetensors");
    for basis in [Basis::Pca, Basis::Zca] {
        let whitened = Normalization::whitened(&data, volume, basis, 0.01).unwrap();
        let network = Small::init(&mut StdRng::seed_from_u64(4)).with_normalization(whitened.clone());
        network.save(&path).unwrap();
        let loaded = Small::load(&path).unwrap();
        let answers = |network: &Small, image: &[u8]| network.logits(&mut network.workspace(), image).unwrap().to_vec();
        let (weights, biases) = network.params().split_at(network.params().len() - Small::OUTPUT.len());
        for (index, values) in read(&data, volume, &whitened).iter().enumerate() {
            let pixels = &data.images()[index][..];
            let found = answers(&loaded, pixels);
            assert_eq!(found, answers(&network, pixels));
            for ((found, row), bias) in found.iter().zip(weights.chunks_exact(volume.len())).zip(biases) {
                let sum = row.iter().zip(values).map(|(w, x)| f64::from(*w) * x).sum::<f64>() + f64::from(*bias);
                near((*found).into(), sum, 1e-5);
            }
        }
        let plain = loaded.clone().with_normalization(Normalization::default());
        let pixels = &data.images()[0][..];
        assert_ne!(answers(&plain, pixels), answers(&loaded, pixels));
    }
}

#[test]
fn what_is_saved_is_loaded_bit_by_bit() {
    let volume = Zoo::INPUT;
    let data = images(80, volume);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    let cases = [
        Normalization::of_channels(&data, volume).unwrap(),
        Normalization::of_values(&data, volume).unwrap(),
        Normalization::of_values(&data, volume).unwrap().centred(),
        Normalization::whitened(&data, volume, Basis::Pca, 0.01).unwrap(),
        Normalization::whitened(&data, volume, Basis::Zca, 0.01).unwrap(),
    ];
    for normalization in cases {
        let network = Zoo::init(&mut StdRng::seed_from_u64(2)).with_normalization(normalization.clone());
        network.save(&path).unwrap();
        let loaded = Zoo::load(&path).unwrap();
        assert_eq!(loaded.store().normalization(), &normalization);
        assert_eq!(loaded.params(), network.params());
        assert_eq!(read(&data, volume, loaded.store().normalization()), read(&data, volume, &normalization));

        let mut other = Zoo::init(&mut StdRng::seed_from_u64(3));
        let matched = other.load_matching(&path, &[]).unwrap();
        assert!(matched.left.is_empty() && matched.normalization, "{matched}");
        assert_eq!(other.store().normalization(), &normalization);
    }
}

#[test]
fn whitening_of_other_images_is_an_error() {
    let volume = Zoo::INPUT;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    let four = Whitening::new(4, vec![1.0; 16]).unwrap();
    assert!(Whitening::new(4, vec![1.0; 15]).is_none() && Whitening::new(usize::MAX, vec![]).is_none());
    let normalization = Normalization { whitening: Some(four), ..Normalization::default() };
    let error = images(1, volume).read(0, volume, &normalization, &mut vec![0.0; volume.len()]).unwrap_err();
    assert_eq!(error, InputError::Whitening { expected: volume, found: 4 });
    assert_eq!(error.to_string(), "the normalisation whitens 4 values, but the network's input 5x4x3 has 60");

    let network = Zoo::init(&mut StdRng::seed_from_u64(2));
    let error = network.clone().with_normalization(normalization.clone()).save(&path).unwrap_err();
    assert!(matches!(error, WeightsError::Normalization { .. }), "{error}");

    // A file in which the matrix is another.
    let small = Small::init(&mut StdRng::seed_from_u64(2)).with_normalization(normalization);
    small.save(&path).unwrap();
    assert!(Small::load(&path).is_ok());
    let mut other = Zoo::init(&mut StdRng::seed_from_u64(2));
    assert!(other.load_matching(&path, &[("conv1", "fc1")]).is_err());
    let sixty = Whitening::new(60, vec![f32::INFINITY; 3600]).unwrap();
    let infinite = Normalization { whitening: Some(sixty), ..Normalization::default() };
    assert!(matches!(network.with_normalization(infinite).save(&path), Err(WeightsError::Normalization { .. })));
}

/// Augmented images are normalised behind the changes, whatever the normalisation is.
#[test]
fn augmented_images_are_whitened_behind() {
    let volume = Zoo::INPUT;
    let data = images(70, volume);
    for normalization in
        [Normalization::of_values(&data, volume), Normalization::whitened(&data, volume, Basis::Zca, 0.1)]
    {
        let normalization = normalization.unwrap();
        let same = Augmented::new(&data, Augment::new().then(Flip::horizontal(0.0)));
        let (found, expected) = (read(&same.drawn(1), volume, &normalization), read(&data, volume, &normalization));
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            near(*found, *expected, 1e-4);
        }
    }
}
