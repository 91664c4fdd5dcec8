//! Images changed at random: what each transform does to small images, and what decides it.

mod linear;

use convnet_core::data::{
    Affine, Augment, Augmented, ColorJitter, ColorPca, Crop, Cutout, DatasetExt, Draws, Elastic, Flip, Pixels,
    ResizedCrop, Samples, Shift, Sometimes, Transform,
};
use convnet_core::network::{Dataset, InputError, Network, Normalization, Target};
use convnet_core::shape::Volume;
use convnet_core::train::{Progress, TrainError, Trainer};
use linear::{Small, Values};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::HashSet;

/// Different values everywhere, from 0 to 1.
fn picture(width: usize, height: usize, depth: usize) -> Pixels {
    let volume = Volume::new(width, height, depth);
    Pixels::new(volume, (0..volume.len()).map(|i| ((i * 37 + 11) % 101) as f32 / 100.0).collect())
}

fn applied(transform: &dyn Transform, image: &Pixels, seed: u64) -> Pixels {
    let mut image = image.clone();
    transform.apply(&mut image, &mut Draws::new(seed));
    image
}

fn grey(width: usize, rows: &[f32]) -> Pixels {
    Pixels::new(Volume::new(width, rows.len() / width, 1), rows.to_vec())
}

fn close(found: &Pixels, expected: &[f32]) {
    let near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-6;
    assert!(found.values().iter().zip(expected).all(near), "{:?} instead of {expected:?}", found.values());
}

fn all() -> Vec<Box<dyn Transform>> {
    let data = Samples::with_classes(vec![picture(9, 7, 3).values().to_vec()], vec![0]).unwrap();
    vec![
        Box::new(Shift::new(2)),
        Box::new(Flip::horizontal(0.5)),
        Box::new(Flip::vertical(0.5)),
        Box::new(Crop::new(9, 7).pad(2)),
        Box::new(Crop::new(9, 7).pad(3).mirrored()),
        Box::new(ResizedCrop::new(9, 7)),
        Box::new(Affine::new().rotate(-30.0..=30.0).scale(0.8..=1.2).shear(-10.0..=10.0).shift(-0.1..=0.1)),
        Box::new(Elastic::new(8.0, 2.0)),
        Box::new(ColorJitter::new().brightness(0.4).contrast(0.4).saturation(0.4).hue(0.1)),
        Box::new(ColorPca::of(&data, 9, 7).unwrap().deviation(3.0)),
        Box::new(Cutout::new(3)),
        Box::new(Sometimes::new(0.5, Shift::new(2))),
    ]
}

#[test]
fn a_seed_decides_everything() {
    let image = picture(9, 7, 3);
    for transform in all() {
        let results: Vec<Pixels> = (0..20).map(|seed| applied(&*transform, &image, seed)).collect();
        for (seed, result) in results.iter().enumerate() {
            assert_eq!(result, &applied(&*transform, &image, seed as u64), "{transform:?}");
            assert_eq!(result.volume(), image.volume(), "{transform:?}");
            assert!(result.values().iter().all(|v| (0.0..=1.0).contains(v)), "{transform:?}");
        }
        assert!(results.iter().any(|result| result != &results[0]), "{transform:?} does the same to all");
    }
}

#[test]
fn no_strength_is_no_change() {
    let image = picture(8, 8, 3);
    let data = Samples::with_classes(vec![image.values().to_vec()], vec![0]).unwrap();
    let transforms: [Box<dyn Transform>; 11] = [
        Box::new(Shift::new(0)),
        Box::new(Flip::horizontal(0.0)),
        Box::new(Flip::vertical(0.0)),
        Box::new(Crop::new(8, 8)),
        Box::new(ResizedCrop::new(8, 8).area(1.0..=1.0).ratio(1.0..=1.0)),
        Box::new(Affine::new()),
        Box::new(Elastic::new(0.0, 4.0)),
        Box::new(ColorJitter::new()),
        Box::new(ColorPca::of(&data, 8, 8).unwrap().deviation(0.0)),
        Box::new(Cutout::new(0)),
        Box::new(Sometimes::new(0.0, Flip::horizontal(1.0))),
    ];
    for transform in transforms {
        (0..5).for_each(|seed| assert_eq!(applied(&*transform, &image, seed), image, "{transform:?}"));
    }
}

#[test]
fn shifts_move_values() {
    let image = grey(3, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    let expected = |x: isize, y: isize| {
        let value = |i: isize| {
            let (column, row) = (i % 3 - x, i / 3 - y);
            let inside = (0..3).contains(&column) && (0..2).contains(&row);
            if inside { image.values()[(row * 3 + column) as usize] } else { 0.9 }
        };
        (0..6).map(value).collect::<Vec<_>>()
    };
    let places = || (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y)));
    let mut seen = HashSet::new();
    for seed in 0..200 {
        let found = applied(&Shift::new(1).fill(0.9), &image, seed);
        let place = places().find(|(x, y)| expected(*x, *y) == found.values());
        seen.insert(place.unwrap_or_else(|| panic!("no shift: {found:?}")));
    }
    assert_eq!(seen.len(), 9);
}

#[test]
fn flips_mirror() {
    let image = Pixels::new(Volume::new(2, 2, 2), (0..8).map(|v| v as f32 / 8.0).collect());
    let expected = |order: [usize; 8]| order.map(|v| v as f32 / 8.0);
    assert_eq!(applied(&Flip::horizontal(1.0), &image, 1).values(), expected([1, 0, 3, 2, 5, 4, 7, 6]));
    assert_eq!(applied(&Flip::vertical(1.0), &image, 1).values(), expected([2, 3, 0, 1, 6, 7, 4, 5]));
    let flipped = (0..400).filter(|seed| applied(&Flip::horizontal(0.25), &image, *seed) != image).count();
    assert!((70..130).contains(&flipped), "{flipped} of 400");
}

#[test]
fn turns_are_counter_clockwise() {
    let image = grey(3, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    let turned = |degrees: f64| applied(&Affine::new().rotate(degrees..=degrees), &image, 1);
    close(&turned(90.0), &[0.3, 0.6, 0.9, 0.2, 0.5, 0.8, 0.1, 0.4, 0.7]);
    close(&turned(180.0), &[0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]);
    close(&turned(-90.0), &[0.7, 0.4, 0.1, 0.8, 0.5, 0.2, 0.9, 0.6, 0.3]);
    let affine = |affine: Affine| applied(&affine, &image, 1);
    // Twice as large: the middle, and half-way to its neighbours.
    let large = affine(Affine::new().scale(2.0..=2.0));
    close(&large, &[0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]);
    // Upright lines lean to the right: the upper row goes there, the lower one the other way.
    close(&affine(Affine::new().shear(45.0..=45.0)), &[0.0, 0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 0.0]);
    let third = 1.0 / 3.0;
    let moved = affine(Affine::new().shift(third..=third).fill(0.25));
    close(&moved, &[0.25, 0.25, 0.25, 0.25, 0.1, 0.2, 0.25, 0.4, 0.5]);
}

/// What is brought to half its size by turning and scaling at once is as if one came after the other.
#[test]
fn one_step_for_all() {
    let image = picture(9, 9, 1);
    let both = applied(&Affine::new().rotate(90.0..=90.0).scale(0.5..=0.5), &image, 1);
    let turned = applied(&Affine::new().rotate(90.0..=90.0), &image, 1);
    close(&both, applied(&Affine::new().scale(0.5..=0.5), &turned, 1).values());
}

#[test]
fn crops_are_parts() {
    let image = picture(6, 5, 2);
    let (mut places, mut corners) = (HashSet::new(), 0);
    for seed in 0..300 {
        let part = applied(&Crop::new(4, 3), &image, seed);
        assert_eq!(part.volume(), Volume::new(4, 3, 2));
        let place = (0..9).find(|i| part == image.window(i % 3, i / 3, 4, 3, 0.0)).expect("a part");
        places.insert(place);
        let padded = applied(&Crop::new(6, 5).pad(1).fill(0.5), &image, seed);
        corners += usize::from(padded == image.window(-1, -1, 6, 5, 0.5));
    }
    assert_eq!(places.len(), 9);
    assert!((10..60).contains(&corners), "a ninth of 300: {corners}");
    // What is beyond the border is what is on this side of the outermost pixels.
    let mirror = |row: &[f32], left, width| grey(row.len(), row).window_mirrored(left, 0, width, 1).values().to_vec();
    assert_eq!(mirror(&[0.1, 0.2, 0.3], -2, 7), [0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 0.1]);
    assert_eq!(mirror(&[0.1, 0.2], -5, 4), [0.2, 0.1, 0.2, 0.1]);
    assert_eq!(mirror(&[0.1], -2, 3), [0.1; 3]);
    assert_eq!(image.window_mirrored(1, 2, 4, 3), image.window(1, 2, 4, 3, 0.0));
    let places: HashSet<(isize, isize)> = (0..300)
        .map(|seed| {
            let mirrored = applied(&Crop::new(6, 5).pad(1).mirrored(), &image, seed);
            let at = |i: isize| (i % 3 - 1, i / 3 - 1);
            let place = (0..9).map(at).find(|&(x, y)| mirrored == image.window_mirrored(x, y, 6, 5)).expect("a part");
            // The inner part is that of any border.
            let filled = applied(&Crop::new(6, 5).pad(1).fill(0.5), &image, seed);
            assert_eq!(filled.window(1, 1, 4, 3, 0.0), mirrored.window(1, 1, 4, 3, 0.0));
            place
        })
        .collect();
    assert_eq!(places.len(), 9);
    // Smaller images are filled up.
    let small = applied(&Crop::new(3, 2).fill(0.5), &grey(2, &[0.1, 0.2]), 1);
    assert_eq!(small.values(), [0.1, 0.2, 0.5, 0.5, 0.5, 0.5]);
}

#[test]
fn resized_crops_show_what_they_may() {
    // Values that grow to the right: the least and the most tell where a part lies.
    let image = grey(32, &(0..32 * 32).map(|i| (i % 32) as f32 / 31.0).collect::<Vec<_>>());
    for seed in 0..50 {
        let part = applied(&ResizedCrop::new(8, 4).area(0.25..=0.25).ratio(1.0..=1.0), &image, seed);
        assert_eq!(part.volume(), Volume::new(8, 4, 1));
        // 16 columns, two of which become one.
        let row = &part.values()[..8];
        let step = 2.0 / 31.0;
        assert!(row.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-5), "{row:?}");
    }
    // No part of a long image is four times as high as wide: as much of the middle as can be.
    let long = grey(8, &(0..8).map(|i| i as f32 / 8.0).collect::<Vec<_>>());
    let middle = applied(&ResizedCrop::new(2, 1).area(1.0..=1.0).ratio(2.0..=2.0), &long, 1);
    close(&middle, &[3.0 / 8.0, 4.0 / 8.0]);
}

/// Smoothed, so that neighbours go together; a wider Gaussian leaves less.
#[test]
fn elastic_is_smooth() {
    // A ramp shows how far each pixel has gone.
    let image = grey(64, &(0..64 * 64).map(|i| (i % 64) as f32 / 64.0).collect::<Vec<_>>());
    let gone = |alpha: f64, sigma: f64| {
        let result = applied(&Elastic::new(alpha, sigma), &image, 3);
        let inner = (16..48).flat_map(|y| (16..48).map(move |x| y * 64 + x));
        inner.map(|i| 64.0 * (result.values()[i] - image.values()[i])).collect::<Vec<f32>>()
    };
    let deviation = |values: &[f32]| (values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32).sqrt();
    let (narrow, wide) = (gone(6.0, 1.0), gone(6.0, 4.0));
    // Uniform noise of deviation 1/√3, smoothed in two directions: 1 / (2√π σ) of it is left.
    let expected = |sigma: f32| 6.0 / 3.0_f32.sqrt() / (2.0 * std::f32::consts::PI.sqrt() * sigma);
    assert!((deviation(&narrow) / expected(1.0) - 1.0).abs() < 0.15, "{} {}", deviation(&narrow), expected(1.0));
    assert!((deviation(&wide) / expected(4.0) - 1.0).abs() < 0.5, "{} {}", deviation(&wide), expected(4.0));
    let steps: Vec<f32> = wide.windows(2).enumerate().filter(|(i, _)| i % 32 < 31).map(|(_, p)| p[1] - p[0]).collect();
    assert!(deviation(&steps) < 0.5 * deviation(&wide));
    assert!(applied(&Elastic::new(34.0, 4.0), &image, 3) != image);
}

#[test]
fn light_and_colours() {
    let image = picture(5, 4, 3);
    let ratio = |a: &Pixels, i: usize| a.values()[i] / image.values()[i];
    for seed in 0..50 {
        let bright = applied(&ColorJitter::new().brightness(0.3), &image, seed);
        let factor = ratio(&bright, 0);
        assert!((0.7..=1.3).contains(&factor));
        let expected: Vec<f32> = image.values().iter().map(|v| (factor * v).min(1.0)).collect();
        close(&bright, &expected);
    }
    // One value everywhere has no contrast, and no colour.
    let plain = Pixels::new(Volume::new(4, 4, 3), vec![0.5; 48]);
    let jitter = ColorJitter::new().contrast(0.5).saturation(0.5).hue(0.5);
    (0..20).for_each(|seed| close(&applied(&jitter, &plain, seed), plain.values()));
    // Without saturation all channels are the largest.
    let pixel = Pixels::new(Volume::new(1, 1, 3), vec![0.2, 0.6, 0.4]);
    for seed in 0..50 {
        let pale = applied(&ColorJitter::new().saturation(1.0), &pixel, seed);
        let [r, g, b] = [0, 1, 2].map(|c| pale.values()[c]);
        assert!((g - 0.6).abs() < 1e-6 && r <= g && b <= g, "{pale:?}");
        // The green is pale or strong; the hue is half-way from it to blue.
        assert!(((b - r) / (g - r).max(1e-9) - 0.5).abs() < 1e-3 || g - r < 1e-3, "{pale:?}");
        let turned = applied(&ColorJitter::new().hue(0.5), &pixel, seed);
        let range = |p: &Pixels| {
            let most = p.values().iter().fold(0.0_f32, |a, b| a.max(*b));
            (most, p.values().iter().fold(1.0_f32, |a, b| a.min(*b)))
        };
        let ((a, b), (c, d)) = (range(&turned), range(&pixel));
        assert!((a - c).abs() < 1e-6 && (b - d).abs() < 1e-6, "{turned:?}");
    }
    // Images of one channel have light only.
    let grey = picture(5, 4, 1);
    assert_eq!(applied(&ColorJitter::new().saturation(0.5).hue(0.5), &grey, 1), grey);
}

/// Colours along two lines at right angles, the first twice as long.
#[test]
fn principal_components_of_colours() {
    let (first, second) = ([0.6_f32, 0.64, 0.48], [0.8_f32, -0.48, -0.36]);
    let colour = |a: f32, b: f32| [0, 1, 2].map(|c| 0.5 + a * first[c] + b * second[c]).to_vec();
    let images = vec![colour(0.2, 0.0), colour(-0.2, 0.0), colour(0.0, 0.1), colour(0.0, -0.1)];
    let data = Samples::with_classes(images, vec![0; 4]).unwrap();
    let pca = ColorPca::of(&data, 1, 1).unwrap();
    let near = |a: f64, b: f32| (a - f64::from(b)).abs() < 1e-6;
    assert!(pca.values().iter().zip([0.02, 0.005, 0.0]).all(|(a, b)| near(*a, b)), "{:?}", pca.values());
    assert!(pca.vectors()[0].iter().zip(first).all(|(a, b)| near(*a, b)), "{:?}", pca.vectors());
    assert!(pca.vectors()[1].iter().zip(second).all(|(a, b)| near(*a, b)), "{:?}", pca.vectors());

    // What is added is the same for all pixels, and a sum of the components with their deviations.
    let pca = pca.deviation(5.0);
    let grey = Pixels::new(Volume::new(2, 2, 3), vec![0.5; 12]);
    let mut squares = [0.0; 2];
    let count = 2000;
    for seed in 0..count {
        let lit = applied(&pca, &grey, seed);
        let added = [0, 4, 8].map(|i| lit.values()[i] - 0.5);
        assert!((0..12).all(|i| (lit.values()[i] - 0.5 - added[i / 4]).abs() < 1e-6));
        let along = |vector: [f32; 3]| added.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
        squares[0] += f64::from(along(first)).powi(2);
        squares[1] += f64::from(along(second)).powi(2);
    }
    let deviations = squares.map(|sum| (sum / count as f64).sqrt());
    assert!((deviations[0] / 0.1 - 1.0).abs() < 0.1 && (deviations[1] / 0.025 - 1.0).abs() < 0.1, "{deviations:?}");
    assert!(matches!(ColorPca::of(&data, 2, 1), Err(InputError::Length { .. })));
}

#[test]
fn holes_are_squares() {
    let image = Pixels::new(Volume::new(7, 6, 2), vec![1.0; 84]);
    let mut largest = 0;
    for seed in 0..100 {
        let cut = applied(&Cutout::new(3).fill(0.25), &image, seed);
        let hole: Vec<usize> = (0..42).filter(|i| cut.values()[*i] == 0.25).collect();
        assert_eq!(cut.values()[..42], cut.values()[42..]);
        let sides = [hole.iter().map(|i| i % 7).collect::<HashSet<_>>(), hole.iter().map(|i| i / 7).collect()];
        assert_eq!(sides[0].len() * sides[1].len(), hole.len());
        assert!(sides.iter().all(|side| (2..=3).contains(&side.len())), "{hole:?}");
        largest = largest.max(hole.len());
    }
    assert_eq!(largest, 9);
}

#[test]
fn some_images_stay_as_they_are() {
    let image = picture(4, 3, 1);
    let mirrored = applied(&Flip::horizontal(1.0), &image, 0);
    assert_ne!(mirrored, image);
    let changed = (0..2000).filter(|&seed| {
        let result = applied(&Sometimes::new(0.25, Flip::horizontal(1.0)), &image, seed);
        assert!(result == image || result == mirrored);
        result == mirrored
    });
    assert!((440..560).contains(&changed.count()));
    assert!((0..20).all(|seed| applied(&Sometimes::new(1.0, Flip::horizontal(1.0)), &image, seed) == mirrored));
}

#[test]
fn draws_have_their_distributions() {
    let mut draws = Draws::new(7);
    let count = 20_000;
    let mut mean_and_square = |f: &dyn Fn(&mut Draws) -> f64| {
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..count {
            let value = f(&mut draws);
            sum += value;
            squares += value * value;
        }
        (sum / f64::from(count), squares / f64::from(count))
    };
    let near = |(a, b): (f64, f64), (c, d): (f64, f64)| {
        assert!((a - c).abs() < 0.03 && (b - d).abs() < 0.06, "{a} {b} instead of {c} {d}");
    };
    near(mean_and_square(&Draws::uniform), (0.5, 1.0 / 3.0));
    near(mean_and_square(&Draws::gaussian), (0.0, 1.0));
    near(mean_and_square(&|draws| draws.below(3) as f64), (1.0, 5.0 / 3.0));
    // Mean a and square a² + a; mean 1/2 and square 1/4 + 1/(8 a + 4).
    near(mean_and_square(&|draws| draws.gamma(2.0) / 2.0), (1.0, 1.5));
    near(mean_and_square(&|draws| draws.gamma(0.3)), (0.3, 0.39));
    near(mean_and_square(&|draws| draws.beta(0.2)), (0.5, 0.25 + 1.0 / 5.6));
    near(mean_and_square(&|draws| draws.beta(3.0)), (0.5, 0.25 + 1.0 / 28.0));
    near(mean_and_square(&|draws| draws.beta(1e-5)), (0.5, 0.5));
}

const VOLUME: Volume = Volume::new(6, 6, 1);

/// Bytes, as of files.
fn bytes(count: usize) -> Samples<Vec<u8>> {
    let image = |i: usize| (0..36).map(|j| ((i * 59 + j * 23) % 256) as u8).collect();
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

fn augment() -> Augment {
    Augment::new().then(Shift::new(1)).then(Affine::new().rotate(-20.0..=20.0)).then(Cutout::new(2))
}

fn read<D: Dataset>(data: &D, index: usize, normalization: &Normalization) -> Vec<f32> {
    let mut into = vec![0.0; VOLUME.len()];
    data.read(index, VOLUME, normalization, &mut into).unwrap();
    into
}

#[test]
fn only_trainings_see_augmented_images() {
    let (data, plain) = (bytes(10), Normalization::default());
    let augmented = Augmented::new(&data, augment());
    assert_eq!((augmented.len(), augmented.target(4)), (10, Target::Class(1)));
    for i in 0..10 {
        assert_eq!(read(&augmented, i, &plain), read(&data, i, &plain));
    }
    let (first, second) = (augmented.drawn(1), augmented.drawn(2));
    let of = |epoch: &dyn Fn(usize) -> Vec<f32>| (0..10).map(epoch).collect::<Vec<_>>();
    let images = of(&|i| read(&first, i, &plain));
    assert_eq!(images, of(&|i| read(&augmented.drawn(1), i, &plain)));
    assert_ne!(images, of(&|i| read(&second, i, &plain)));
    // An image's place in the whole set decides, not that in a part of it.
    let part = augmented.subset(vec![7, 2]);
    assert_eq!(read(&part.drawn(1), 0, &plain), images[7]);
    assert_eq!(read(&part, 0, &plain), read(&data, 7, &plain));
    // As the transforms themselves do it.
    let mut expected = Pixels::new(VOLUME, read(&data, 3, &plain));
    Augment::new().apply(&mut expected, 5);
    assert_eq!(expected.values(), read(&data, 3, &plain));
    // The same twice is another image, as what is within draws other numbers.
    let twice = Augmented::new(Augmented::new(&data, augment()), augment());
    assert_ne!(read(&twice.drawn(1), 0, &plain), images[0]);
}

#[test]
fn normalisation_comes_behind() {
    let data = bytes(3);
    let normalization = Normalization { scale: 0.5, mean: vec![10.0], std: vec![20.0], whitening: None };
    let close = |a: Vec<f32>, b: Vec<f32>| assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-4), "{a:?} {b:?}");
    let same = Augmented::new(&data, Augment::new());
    close(read(&same.drawn(1), 1, &normalization), read(&data, 1, &normalization));
    // Black is black behind it too.
    let black = Augmented::new(&data, Augment::new().then(Cutout::new(99)));
    close(read(&black.drawn(1), 1, &normalization), vec![-0.5; 36]);
    // What is read in another size, and not brought to that of the network.
    let mut into = vec![0.0; VOLUME.len()];
    let crop = Augmented::new(&data, Augment::new().then(Crop::new(5, 6)));
    let error = crop.draw(0, 1, VOLUME, &normalization, &mut into).unwrap_err();
    assert_eq!(error, InputError::Size { expected: VOLUME, width: 5, height: 6 });
    let image = image::GrayImage::from_fn(12, 12, |x, _| image::Luma([20 * x as u8]));
    let pictures = Samples::with_classes(vec![image], vec![0]).unwrap();
    let part = Augmented::new(&pictures, Augment::new().read_at(12, 12).then(Crop::new(6, 6)));
    let row = read(&part.drawn(3), 0, &Normalization::default());
    assert!(row[..6].windows(2).all(|pair| (pair[1] - pair[0] - 20.0 / 255.0).abs() < 1e-6), "{row:?}");
}

#[test]
fn mixed_images_have_mixed_classes() {
    let (data, plain) = (bytes(20), Normalization::default());
    let mixed = data.mixed(0.4, 9);
    let mut shares = Vec::new();
    for i in 0..20 {
        let Target::Mixed { classes: [first, second], share } = mixed.target(i) else {
            panic!("{:?}", mixed.target(i))
        };
        assert_eq!(first, i % 3);
        assert_eq!(mixed.target(i).class(), Some(if share >= 0.5 { first } else { second }));
        let image = read(&mixed, i, &plain);
        let own = read(&data, i, &plain);
        let is_partner = |j: &usize| {
            let other = read(&data, *j, &plain);
            let mix = own.iter().zip(&other).map(|(a, b)| share * a + (1.0 - share) * b);
            image.iter().zip(mix).all(|(a, b)| (a - b).abs() < 1e-6)
        };
        let partner = (0..20).find(is_partner).expect("another image of the set");
        assert_eq!(partner % 3, second);
        shares.push(share);
    }
    assert!(shares.iter().any(|s| *s < 0.3) && shares.iter().any(|s| *s > 0.7), "{shares:?}");
    // Over images as over epochs: uniform, where alpha is 1.
    let many = bytes(2000);
    let share = |epoch: u64, image: usize| match many.mixed(1.0, epoch).target(image) {
        Target::Mixed { share, .. } => f64::from(share),
        other => panic!("{other:?}"),
    };
    for shares in [(0..2000).map(|i| share(1, i)).collect::<Vec<_>>(), (0..2000).map(|i| share(i, 0)).collect()] {
        let mean = shares.iter().sum::<f64>() / 2000.0;
        let squares = shares.iter().map(|s| s * s).sum::<f64>() / 2000.0;
        assert!((mean - 0.5).abs() < 0.02 && (squares - 1.0 / 3.0).abs() < 0.02, "{mean} {squares}");
    }
    let none = data.mixed(0.0, 9);
    assert_eq!((none.target(5), read(&none, 5, &plain)), (Target::Class(2), read(&data, 5, &plain)));
    let values = Samples::with_values(vec![vec![0.5_f32; 36]; 2], vec![vec![1.0]; 2]).unwrap();
    assert_eq!(values.mixed(1.0, 1).target(1), Target::Values(&[1.0]));
}

/// Three clusters in four dimensions.
fn clusters(count: usize) -> Samples<[f32; 4]> {
    let image = |i: usize| {
        let noise = |j: usize| ((i * 37 + j * 11) % 19) as f32 / 38.0;
        let mut image = [noise(0), noise(1), noise(2), noise(3)];
        image[i % 3] += 0.4;
        image
    };
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

/// The gradient of the mixed cost is that of the mean of two.
#[test]
fn mixed_costs_are_means() {
    use convnet_core::network::Training;
    use convnet_core::train::Sgd;
    let image = [0.1_f32, 0.7, 0.3, 0.2];
    let start = Small::init(&mut StdRng::seed_from_u64(1));
    let step = |target: Target| {
        let mut network = start.clone();
        let mut training = Training::<Small>::new(1).keep_gradients(true);
        let loss = network.train_batch(&mut training, &[image], &[target], &mut Sgd::new(0.1)).unwrap();
        (loss, training.gradients().to_vec())
    };
    let (first, second) = (step(Target::Class(0)), step(Target::Class(2)));
    let mixed = step(Target::Mixed { classes: [0, 2], share: 0.3 });
    assert!((mixed.0 - 0.3 * first.0 - 0.7 * second.0).abs() < 1e-6);
    let mean = first.1.iter().zip(&second.1).map(|(a, b)| 0.3 * a + 0.7 * b);
    assert!(mixed.1.iter().zip(mean).all(|(a, b)| (a - b).abs() < 1e-6));
    let mut network = start.clone();
    let target = Target::Mixed { classes: [0, 3], share: 0.3 };
    let error = network.train_batch(&mut Training::new(1), &[image], &[target], &mut Sgd::new(0.1)).unwrap_err();
    assert_eq!(error, InputError::Class { sample: 0, found: 3, classes: 3 });
    let mut network = Values::init(&mut StdRng::seed_from_u64(1));
    let error = network.train_batch(&mut Training::new(1), &[image], &[target], &mut Sgd::new(0.1)).unwrap_err();
    assert!(matches!(error, InputError::Target { .. }));
}

/// Another image in each epoch, the same in each training, on any number of threads; validated as they are.
#[test]
fn trainings_draw_anew_in_each_epoch() {
    let data = clusters(60);
    let train = |threads: usize, seed: u64, batch: usize, mixup: f32| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let augmented =
            Augmented::new(&data, Augment::new().then(Shift::new(1)).then(ColorJitter::new().brightness(0.3)));
        pool.install(|| {
            let mut network = Small::init(&mut StdRng::seed_from_u64(1));
            let trainer = Trainer::new().epochs(3).batch(batch).seed(seed).mixup(mixup).learning_rate(0.1);
            let history = trainer.validation(12).progress(Progress::Silent).train(&mut network, &augmented).unwrap();
            let last = history.epochs[2].validation.clone().unwrap();
            let (_, validation) = data.split(12, seed);
            assert_eq!(network.evaluate(&mut network.workspace(), &validation).unwrap(), last);
            (network.params().to_vec(), history.losses)
        })
    };
    for mixup in [0.0, 0.3] {
        assert_eq!(train(1, 3, 8, mixup), train(3, 3, 8, mixup));
        assert_ne!(train(1, 3, 8, mixup), train(1, 4, 8, mixup));
    }
    assert_ne!(train(1, 3, 8, 0.0), train(1, 3, 8, 0.3));
    let error = Trainer::new().mixup(-1.0).train(&mut Small::init(&mut StdRng::seed_from_u64(1)), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "mixup", .. }), "{error}");
    let values = Samples::with_values(vec![[0.5_f32; 4]; 4], vec![vec![0.0; 2]; 4]).unwrap();
    let error = Trainer::new().mixup(0.2).train(&mut Values::init(&mut StdRng::seed_from_u64(1)), &values).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "mixup", .. }), "{error}");
}
