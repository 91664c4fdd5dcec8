//! Images seen in several ways: the answer is the mean of those for images that were changed by hand.

use convnet::data::Samples;
use convnet::{Ensemble, Input, InputError, Network, Normalization, Views, Workspace, convnet};
use image::{DynamicImage, RgbImage, imageops::FilterType};
use rand::SeedableRng;
use rand::rngs::StdRng;

convnet! {
    Small<6x4x3> = conv(3x3, 5) -> relu -> softmax(3);
    Values<6x4x1> = fc(2) -> tanh;
}

/// Networks for which black is not 0.
fn networks() -> Vec<Small> {
    let normalization = Normalization::new([0.4, 0.5, 0.3], [0.2, 0.3, 0.25]);
    let network = |seed| Small::init(&mut StdRng::seed_from_u64(seed)).with_normalization(normalization.clone());
    (1..3).map(network).collect()
}

/// A picture without two equal pixels beside each other.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([0, 1, 2].map(|c| (31 * x + 57 * y + 83 * c) as u8)))
}

/// The pixels of the network's size from column `left` and row `top` on; black where the picture has none.
fn part(picture: &RgbImage, left: i64, top: i64, mirrored: bool) -> RgbImage {
    let mut part = RgbImage::from_fn(6, 4, |x, y| {
        let place = (u32::try_from(left + i64::from(x)), u32::try_from(top + i64::from(y)));
        let pixel = if let (Ok(x), Ok(y)) = place { picture.get_pixel_checked(x, y) } else { None };
        *pixel.unwrap_or(&image::Rgb([0; 3]))
    });
    if mirrored {
        image::imageops::flip_horizontal_in_place(&mut part);
    }
    part
}

/// The mean of what the networks say to each of the pictures.
fn mean(networks: &[Small], pictures: &[RgbImage]) -> [f32; 3] {
    let mut mean = [0.0; 3];
    for network in networks {
        let mut workspace = network.workspace();
        for picture in pictures {
            let answer = network.predict(&mut workspace, picture).unwrap();
            mean.iter_mut().zip(&answer.probabilities).for_each(|(mean, p)| *mean += p);
        }
    }
    mean.map(|sum| sum / (networks.len() * pictures.len()) as f32)
}

fn close(found: &[f32], expected: &[f32]) {
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "{found:?} instead of {expected:?}");
}

fn said(networks: &[Small], views: &Views, image: &(impl Input + Sync)) -> Vec<f32> {
    let ensemble: Ensemble<Small> = networks.iter().cloned().collect();
    let mut workspace = Workspace::new();
    let answer = ensemble.views(views.clone()).predict(&mut workspace, image).unwrap();
    assert!(answer.probabilities.iter().all(|p| *p <= answer.probabilities[answer.class]));
    answer.probabilities
}

#[test]
fn answers_are_the_mean_over_all_views() {
    let (networks, small) = (networks(), picture(6, 4));
    for pixels in [1, 2, 5, 9] {
        let far = i64::try_from(pixels).unwrap();
        let places = [(0, 0), (far, 0), (-far, 0), (0, far), (0, -far)];
        let parts = |mirrored| places.map(|(left, top)| part(&small, left, top, mirrored));
        let views = Views::moved(pixels);
        assert_eq!(views.count(), 5);
        close(&said(&networks, &views, &small), &mean(&networks, &parts(false)));
        let views = views.mirrored();
        assert_eq!(views.count(), 10);
        close(&said(&networks, &views, &small), &mean(&networks, &[parts(false), parts(true)].concat()));
    }
    let views = Views::new().mirrored();
    close(&said(&networks, &views, &small), &mean(&networks, &[part(&small, 0, 0, false), part(&small, 0, 0, true)]));
    // As it is, to the bit.
    assert_eq!(said(&networks, &Views::new(), &small), said(&networks, &Views::default().clone(), &small));
    assert_eq!(Views::new().count(), 1);
}

#[test]
fn parts_are_cut_out_of_a_larger_image() {
    let networks = networks();
    // 11 x 7 pixels: 5 columns and 3 rows too many, of which the middle leaves out 2 and 1 before it.
    let large = picture(11, 7);
    let parts = |mirrored| [(2, 1), (0, 0), (5, 0), (0, 3), (5, 3)].map(|(x, y)| part(&large, x, y, mirrored));
    let ten = Views::parts(11, 7).mirrored();
    close(&said(&networks, &ten, &large), &mean(&networks, &[parts(false), parts(true)].concat()));

    // Of another size: it is resized to that first.
    let huge = DynamicImage::from(picture(33, 20));
    let resized = huge.resize_exact(11, 7, FilterType::Triangle).into_rgb8();
    let parts = [(2, 1), (0, 0), (5, 0), (0, 3), (5, 3)].map(|(x, y)| part(&resized, x, y, false));
    close(&said(&networks, &Views::parts(11, 7), &huge), &mean(&networks, &parts));

    // Smaller than what the network sees: in black.
    let (tiny, views) = (picture(4, 2), Views::parts(4, 2));
    let parts = [(-1, -1), (0, 0), (-2, 0), (0, -2), (-2, -2)].map(|(x, y)| part(&tiny, x, y, false));
    close(&said(&networks, &views, &tiny), &mean(&networks, &parts));

    // Bytes have no other size.
    let ensemble = Ensemble::from_iter(networks).views(Views::parts(11, 7));
    let error = ensemble.predict(&mut Workspace::new(), small_bytes().as_slice()).unwrap_err();
    assert!(matches!(error, InputError::Length { found: 72, .. }), "{error}");
}

fn small_bytes() -> Vec<u8> {
    picture(6, 4).into_raw()
}

/// Batches, evaluations, numbers that are normalised already, and values without softmax.
#[test]
fn all_that_an_ensemble_does_sees_the_views() {
    let networks = networks();
    let pictures: Vec<RgbImage> = (0..7).map(|i| part(&picture(11, 7), i, i / 2, false)).collect();
    let views = Views::moved(1);
    let ensemble: Ensemble<Small> = networks.iter().cloned().collect();
    let (ensemble, mut workspace) = (ensemble.views(views.clone()), Workspace::new());
    let answers = ensemble.predict_batch(&mut workspace, &pictures).unwrap();
    assert_eq!(answers.len(), 7);
    for (answer, picture) in answers.iter().zip(&pictures) {
        close(&answer.probabilities, &said(&networks, &views, picture));
    }
    let labels: Vec<usize> = (0..7).map(|i| i % 3).collect();
    let right = answers.iter().zip(&labels).filter(|(answer, label)| answer.class == **label).count();
    let loss = answers.iter().zip(&labels).map(|(answer, &label)| -f64::from(answer.probabilities[label]).ln());
    let loss = loss.sum::<f64>() / 7.0;
    let data = Samples::with_classes(pictures.clone(), labels).unwrap();
    let evaluation = ensemble.evaluate(&mut workspace, &data).unwrap();
    assert_eq!((evaluation.correct, evaluation.count), (right, 7));
    assert!((evaluation.loss - loss).abs() < 1e-5, "{} instead of {loss}", evaluation.loss);

    // `[f32]` of one network, whose normalisation is undone, moved, and done again.
    let normalization = Normalization::new([0.4, 0.5, 0.3], [0.2, 0.3, 0.25]);
    let mut values = vec![0.0; Small::INPUT.len()];
    pictures[3].write(Small::INPUT, &normalization, &mut values).unwrap();
    close(&said(&networks, &views, &values), &answers[3].probabilities);

    let network = Values::init(&mut StdRng::seed_from_u64(3));
    let image: Vec<f32> = (0..24).map(|i| i as f32 / 10.0 - 1.0).collect();
    let mirrored: Vec<f32> = image.chunks(6).flat_map(|row| row.iter().rev().copied()).collect();
    let mut workspace = network.workspace();
    let each = [&image, &mirrored].map(|image| network.logits(&mut workspace, image).unwrap().to_vec());
    let both = Ensemble::from_iter([network]).views(Views::new().mirrored());
    let found = both.predict(&mut workspace, &image).unwrap().probabilities;
    close(&found, &[(each[0][0] + each[1][0]) / 2.0, (each[0][1] + each[1][1]) / 2.0]);
}
