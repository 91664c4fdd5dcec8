//! A picture of a digit, made to look as MNIST's digits do.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};

/// MNIST's images are squares of this side,
const SIDE: u32 = 28;
/// their digits fit a square of this side, and their centre of mass lies in the middle of the image (the page of the
/// data set describes it):
const DIGIT: u32 = 20;
/// to be precise in the middle of pixel 14, as the mean over all images shows (14.5 with a deviation of 0.29, which
/// is what rounding to whole pixels leaves).
const MIDDLE: f64 = 14.5;

/// The least difference to the background, of 255, that makes a mark; less is noise.
const CONTRAST: u8 = 32;

/// Turns a picture of one digit into a 28x28 image as MNIST's are: grey, light on dark, the digit as large as fits
/// 20x20, its centre of mass in the middle (MNIST's: pixel 14 of 0 to 27, both ways). `None` where nothing stands out from the background.
///
/// The background is the median of the picture's border; where it is light, the picture is inverted. Transparent
/// pixels count as white paper.
pub fn digit(image: &DynamicImage) -> Option<GrayImage> {
    let mut ink = ink(image)?;
    let strongest = ink.pixels().map(|pixel| pixel.0[0]).max()?;
    if strongest < CONTRAST {
        return None;
    }
    for pixel in ink.pixels_mut() {
        pixel.0[0] = (u32::from(pixel.0[0]) * 255 / u32::from(strongest)) as u8;
    }
    let (left, top, width, height) = bounds(&ink, 255 / 5)?;
    let longer = width.max(height);
    let scaled = |side: u32| (u64::from(side) * u64::from(DIGIT)).div_ceil(u64::from(longer)) as u32;
    let cropped = imageops::crop_imm(&ink, left, top, width, height).to_image();
    let digit = imageops::resize(&cropped, scaled(width), scaled(height), FilterType::Triangle);
    let mut square = GrayImage::new(SIDE, SIDE);
    let (x, y) = centred(&digit);
    imageops::overlay(&mut square, &digit, x.into(), y.into());
    Some(square)
}

/// How far each pixel stands out from the background, on the side to which most of it does.
fn ink(image: &DynamicImage) -> Option<GrayImage> {
    let grey = image.to_luma_alpha8();
    let (width, height) = grey.dimensions();
    let mut flat = GrayImage::from_fn(width, height, |x, y| {
        let [luma, alpha] = grey.get_pixel(x, y).0.map(u32::from);
        Luma([((luma * alpha + 255 * (255 - alpha) + 127) / 255) as u8])
    });
    let mut border: Vec<u8> = flat
        .enumerate_pixels()
        .filter(|(x, y, _)| *x == 0 || *y == 0 || *x == width - 1 || *y == height - 1)
        .map(|(_, _, pixel)| pixel.0[0])
        .collect();
    if border.is_empty() {
        return None;
    }
    let middle = border.len() / 2;
    let background = *border.select_nth_unstable(middle).1;
    for pixel in flat.pixels_mut() {
        let value = pixel.0[0];
        pixel.0[0] = if background > 127 { background.saturating_sub(value) } else { value.saturating_sub(background) };
    }
    Some(flat)
}

/// The rectangle around all pixels above `threshold`: left, top, width, height.
fn bounds(ink: &GrayImage, threshold: u8) -> Option<(u32, u32, u32, u32)> {
    let marked = || ink.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] > threshold);
    let (left, right) = (marked().map(|(x, _, _)| x).min()?, marked().map(|(x, _, _)| x).max()?);
    let (top, bottom) = (marked().map(|(_, y, _)| y).min()?, marked().map(|(_, y, _)| y).max()?);
    Some((left, top, right - left + 1, bottom - top + 1))
}

/// Where `digit` lies in the square for its centre of mass to lie in the middle, as far as the edges allow.
fn centred(digit: &GrayImage) -> (u32, u32) {
    let (mut sum, mut sum_x, mut sum_y) = (0.0, 0.0, 0.0);
    for (x, y, pixel) in digit.enumerate_pixels() {
        let mass = f64::from(pixel.0[0]);
        sum += mass;
        sum_x += mass * (f64::from(x) + 0.5);
        sum_y += mass * (f64::from(y) + 0.5);
    }
    let place = |moment: f64, side: u32| {
        (MIDDLE - moment / f64::max(sum, 1.0)).round().clamp(0.0, f64::from(SIDE - side.min(SIDE))) as u32
    };
    (place(sum_x, digit.width()), place(sum_y, digit.height()))
}
