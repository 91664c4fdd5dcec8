//! SqueezeNet with pretrained weights, declared with blocks and branches: PyTorch's logits, and four photographs.

#[path = "../examples/classify/squeezenet.rs"]
mod squeezenet;

use convnet::{Isa, Network, Workspace};
use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use safetensors::SafeTensors;
use squeezenet::{WEIGHTS, classes, load, pixels, view};
use std::path::Path;

/// What `tests/fixtures/make_squeezenet.py` wrote.
fn fixture() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/squeezenet.safetensors")).unwrap()
}

fn floats(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    file.tensor(name).unwrap().data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

#[test]
fn logits_are_those_of_pytorch() {
    let bytes = fixture();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let image = file.tensor("image").unwrap();
    assert_eq!(image.shape(), [227, 227, 3]);
    let image = RgbImage::from_raw(227, 227, image.data().to_vec()).unwrap();
    let network = load(Path::new(WEIGHTS)).unwrap();
    let expected = floats(&file, "logits");
    for isa in Isa::available() {
        let mut workspace = Workspace::with_isa(isa);
        let found = network.logits(&mut workspace, &pixels(&image)).unwrap();
        assert_eq!((found.len(), expected.len()), (1000, 1000));
        for (class, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let difference = (found - expected).abs();
            assert!(difference <= 1e-5 * expected.abs(), "{isa:?}, class {class}: {found}, PyTorch has {expected}");
        }
    }
}

#[test]
fn four_photos_show_four_kinds_of_cats() {
    let bytes = fixture();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let expected = floats(&file, "probabilities");
    let network = load(Path::new(WEIGHTS)).unwrap();
    let mut workspace = network.workspace();
    let classes = classes();
    assert_eq!(classes.len(), 1000);
    let cats = [("tabby", 281), ("Persian cat", 283), ("Siamese cat", 284), ("Egyptian cat", 285)];
    assert_eq!(expected.len(), cats.len() * classes.len());
    for ((cat, class), expected) in cats.into_iter().zip(expected.chunks(classes.len())) {
        let name = cat.to_lowercase().replace(" cat", "");
        let path = format!("{}/examples/data/photos/{name}_cat.jpg", env!("CARGO_MANIFEST_DIR"));
        let answer = network.predict(&mut workspace, &pixels(&view(&image::open(path).unwrap()))).unwrap();
        assert_eq!((answer.class, classes[answer.class]), (class, cat));
        // JPEG and resizing may round otherwise than Pillow's, in single pixels.
        for (i, (found, expected)) in answer.probabilities.iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 0.02, "{cat}, {}: {found}, expected {expected}", classes[i]);
        }
    }
}

#[test]
fn a_view_is_the_middle_of_any_picture() {
    // Red outside the largest square in the middle, blue in it.
    for (width, height) in [(2000, 40), (40, 2000)] {
        let side: u32 = 40;
        let (left, top) = ((width - side) / 2, (height - side) / 2);
        let inside = |x: u32, y: u32| (left..left + side).contains(&x) && (top..top + side).contains(&y);
        let strip = RgbImage::from_fn(width, height, |x, y| Rgb(if inside(x, y) { [0, 0, 200] } else { [200, 0, 0] }));
        let view = view(&DynamicImage::from(strip));
        assert_eq!(view.dimensions(), (227, 227));
        assert!(view.pixels().all(|pixel| pixel.0 == [0, 0, 200]));
        assert_eq!(pixels(&view)[..6], [200, 0, 0, 200, 0, 0], "blue comes first");
    }
    // Pictures of one pixel, grey, 16 bits deep, half transparent: all have a view.
    let grey = DynamicImage::new_luma16(1, 1);
    assert!(view(&grey).pixels().all(|pixel| pixel.0 == [0; 3]));
    let glass = DynamicImage::from(RgbaImage::from_pixel(9, 5, Rgba([100, 0, 0, 51])));
    assert!(view(&glass).pixels().all(|pixel| pixel.0 == [224, 204, 204]));
}
