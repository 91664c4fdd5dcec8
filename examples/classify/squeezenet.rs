//! SqueezeNet 1.1 with weights for pixels as Caffe has them: the network, its classes, and what it sees of a picture.

use convnet::weights::{Weights, WeightsError};
use convnet::{Network, Normalization, convnet};
use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage};
use std::path::Path;

convnet! {
    // One window a pixel in few filters, then two sizes of windows side by side.
    block fire(s, e) =
        squeeze: conv(1x1, s) -> relu
        -> concat(expand1x1: conv(1x1, e) -> relu, expand3x3: conv(3x3, e, pad = 1) -> relu);

    /// Iandola et al. 2016, version 1.1: AlexNet's accuracy with a fiftieth of its parameters.
    pub SqueezeNet<227x227x3> =
        conv1: conv(3x3, 64, stride = 2) -> relu -> pool(3, stride = 2, round = ceil)
        -> fire2: fire(16, 64) -> fire3: fire(16, 64) -> pool(3, stride = 2, round = ceil)
        -> fire4: fire(32, 128) -> fire5: fire(32, 128) -> pool(3, stride = 2, round = ceil)
        -> fire6: fire(48, 192) -> fire7: fire(48, 192) -> fire8: fire(64, 256) -> fire9: fire(64, 256)
        -> dropout -> conv10: conv(1x1, 1000) -> relu -> global_avgpool -> softmax
        where params == 1_235_496;
}

/// The weights that the repository carries.
pub const WEIGHTS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/squeezenet/squeezenet1_1_caffe.safetensors");

/// ImageNet's 1000 classes, a line each.
const CLASSES: &str = include_str!("../data/squeezenet/classes.txt");

/// The pixels that Caffe's networks see lie around these means, in the order blue, green, red.
const MEAN: [f32; 3] = [103.9, 116.8, 123.7];

/// torchvision's numbers of `fire2`, `fire3`, ..; poolings are numbered too, and activations before the first.
const FIRES: [(&str, u8); 8] =
    [("fire2", 3), ("fire3", 4), ("fire4", 6), ("fire5", 7), ("fire6", 9), ("fire7", 10), ("fire8", 11), ("fire9", 12)];

/// The names of the classes, by number.
pub fn classes() -> Vec<&'static str> {
    CLASSES.lines().collect()
}

/// The network with the weights of a file that names them as torchvision's `squeezenet1_1` does.
///
/// # Errors
/// Where the file cannot be read, or is not of this network.
pub fn load(path: &Path) -> Result<SqueezeNet, WeightsError> {
    let mut names = vec![("conv1".to_owned(), "features.0".to_owned()), ("conv10".into(), "classifier.1".into())];
    for (fire, number) in FIRES {
        names.extend(
            ["squeeze", "expand1x1", "expand3x3"]
                .map(|part| (format!("{fire}_{part}"), format!("features.{number}.{part}"))),
        );
    }
    let names: Vec<(&str, &str)> = names.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())).collect();
    let normalization = Normalization { scale: 1.0, mean: MEAN.into(), std: vec![1.0], whitening: None };
    Ok(SqueezeNet::load_with(path, &names)?.with_normalization(normalization))
}

/// What the network sees of a picture: the largest square in its middle, made 256x256, and of that the middle 227x227.
/// Where the picture is transparent, white.
pub fn view(picture: &DynamicImage) -> RgbImage {
    const SIDE: u32 = SqueezeNet::INPUT.width as u32;
    const WHOLE: u32 = 256;
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    // Cut before it is resized: a long strip resized as a whole would be gigantic.
    let square = opaque(&picture.crop_imm((width - side) / 2, (height - side) / 2, side, side));
    let whole = imageops::resize(&square, WHOLE, WHOLE, FilterType::Triangle);
    let edge = (WHOLE - SIDE) / 2;
    imageops::crop_imm(&whole, edge, edge, SIDE, SIDE).to_image()
}

/// Red, green and blue, on white paper.
fn opaque(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let pixels = picture.to_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0.map(u32::from);
        image::Rgb([red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
}

/// A view as raw pixels for the network: `HWC`, blue first, as Caffe read pictures.
pub fn pixels(view: &RgbImage) -> Vec<u8> {
    view.pixels().flat_map(|pixel| pixel.0.into_iter().rev()).collect()
}
