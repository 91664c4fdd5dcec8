//! Pictures of digits, made to look as MNIST's do.

use convnet_core::data::{Mnist, digit};
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma, Rgba, RgbaImage};

/// The first test images.
fn digits(count: usize) -> Vec<GrayImage> {
    let mnist = Mnist::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/mnist")).unwrap();
    let image = |i| GrayImage::from_raw(28, 28, mnist.test.image(i).to_vec()).unwrap();
    (0..count).map(image).collect()
}

/// The mean difference of two images, of 255.
fn difference(a: &GrayImage, b: &GrayImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: f64 = a.pixels().zip(b.pixels()).map(|(a, b)| f64::from(a.0[0].abs_diff(b.0[0]))).sum();
    sum / (28.0 * 28.0)
}

#[test]
fn mnists_own_digits_stay_where_they_are() {
    for (i, image) in digits(50).iter().enumerate() {
        let found = digit(&DynamicImage::from(image.clone())).unwrap();
        let found = difference(image, &found);
        assert!(found < 6.0, "image {i}: {found}");
    }
}

#[test]
fn size_place_and_paper_do_not_matter() {
    for (i, image) in digits(20).iter().enumerate() {
        let expected = digit(&DynamicImage::from(image.clone())).unwrap();
        // Three times as large, in a corner of a sheet of grey paper, in dark ink.
        let large = imageops::resize(image, 84, 84, FilterType::Triangle);
        let mut sheet = GrayImage::from_pixel(300, 200, Luma([230]));
        for (x, y, pixel) in large.enumerate_pixels() {
            sheet.put_pixel(x + 200, y + 5, Luma([230 - (f32::from(pixel.0[0]) * 0.7) as u8]));
        }
        let found = difference(&expected, &digit(&DynamicImage::from(sheet)).unwrap());
        // Enlarging and shrinking blur edges; a digit one pixel off its place differs by more than 20.
        assert!(found < 18.0, "image {i}: {found}");
    }
}

#[test]
fn what_is_transparent_is_paper() {
    let mut image = RgbaImage::from_pixel(60, 80, Rgba([0, 0, 0, 0]));
    for (x, y) in (28..32).flat_map(|x| (10..70).map(move |y| (x, y))) {
        image.put_pixel(x, y, Rgba([0, 0, 0, 255]));
    }
    let one = digit(&DynamicImage::from(image)).unwrap();
    let marked: Vec<(u32, u32)> =
        one.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] > 127).map(|(x, y, _)| (x, y)).collect();
    assert_eq!((marked.iter().map(|p| p.1).min(), marked.iter().map(|p| p.1).max()), (Some(5), Some(24)));
    assert!(marked.iter().all(|(x, _)| (14..=15).contains(x)), "{marked:?}");
}

#[test]
fn nothing_is_no_digit() {
    for image in [GrayImage::new(0, 0), GrayImage::new(1, 1), GrayImage::from_pixel(40, 30, Luma([255]))] {
        assert!(digit(&DynamicImage::from(image)).is_none());
    }
    // Noise that nobody would see.
    let noise = GrayImage::from_fn(40, 40, |x, y| Luma([250 - (x * 7 + y * 13) as u8 % 20]));
    assert!(digit(&DynamicImage::from(noise)).is_none());
    // Marks at the edges have a place as well.
    for (x, y) in [(0, 0), (39, 0), (0, 39), (39, 39), (20, 20)] {
        let mut dot = GrayImage::new(40, 40);
        dot.put_pixel(x, y, Luma([255]));
        assert!(digit(&DynamicImage::from(dot)).is_some());
    }
}
