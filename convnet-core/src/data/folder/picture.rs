//! One picture from its file to the values that a network reads.

use crate::data::DataError;
use crate::network::InputError;
use crate::shape::Volume;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits, Rgb, RgbImage};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// How a picture is brought to the network's width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fit {
    /// The largest part in its middle that has the network's shape is scaled: nothing is distorted, and what is longer
    /// loses its ends.
    #[default]
    Crop,
    /// All of it is scaled, width and height each by its own factor.
    Stretch,
}

/// Whether a file's name ends as that of a picture.
pub(super) fn is_named_as_picture(path: &Path) -> bool {
    ImageFormat::from_path(path).is_ok_and(|format| format.reading_enabled())
}

/// Reads a picture (jpg, png, bmp, webp, gif: its first image), upright as its camera says that it is. What it is, is
/// read off its first bytes, not off its name.
///
/// # Errors
/// [`DataError::Picture`], with the path: where it is not there, no picture, broken, cut off, or larger than 512 MiB;
/// the last is told by its header, before memory is taken.
pub fn read_picture(path: impl AsRef<Path>) -> Result<DynamicImage, DataError> {
    let path = path.as_ref();
    read(path).map_err(|reason| DataError::Picture { path: path.to_owned(), reason })
}

/// [`read_picture`], or why it cannot be read.
pub(super) fn read(path: &Path) -> Result<DynamicImage, String> {
    // What a decoder makes of a broken file is not to end a training.
    match catch_unwind(AssertUnwindSafe(|| decode(path))) {
        Ok(Ok(picture)) => Ok(picture),
        Ok(Err(ImageError::Unsupported(_))) => Err("not a picture (png, jpg, webp, gif or bmp)".to_owned()),
        Ok(Err(error)) => Err(error.to_string().trim().to_owned()),
        Err(_) => Err("broken, and the decoder has panicked".to_owned()),
    }
}

fn decode(path: &Path) -> ImageResult<DynamicImage> {
    // A pipe would be waited for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file").into());
    }
    let mut decoder = ImageReader::open(path)?.with_guessed_format()?.into_decoder()?;
    Limits::default().reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

impl Fit {
    /// The pixels of `picture` as a network with input `volume` reads them: `[height, width, depth]` bytes. A depth of
    /// 1 is grey and 3 is colour, on white where the picture is transparent; 2 and 4 are the same with alpha.
    ///
    /// # Errors
    /// Where the picture has no pixels, or `volume` has another depth.
    pub fn pixels(self, picture: &DynamicImage, volume: Volume) -> Result<Vec<u8>, InputError> {
        let (width, height) = (picture.width(), picture.height());
        let sides = (u32::try_from(volume.width), u32::try_from(volume.height));
        let (true, (Ok(columns), Ok(rows))) = (u64::from(width) * u64::from(height) > 0, sides) else {
            return Err(InputError::Size { expected: volume, width: width as usize, height: height as usize });
        };
        let part = match self {
            Fit::Stretch => (width, height),
            Fit::Crop => largest((width, height), (columns, rows)),
        };
        // Cut before it is scaled: a long strip scaled as a whole would be gigantic.
        let cut = match part == (width, height) {
            true => None,
            false => Some(picture.crop_imm((width - part.0) / 2, (height - part.1) / 2, part.0, part.1)),
        };
        let picture = cut.as_ref().unwrap_or(picture);
        let opaque = match matches!(volume.depth, 1 | 3) && picture.color().has_alpha() {
            true => Some(on_white(picture)),
            false => None,
        };
        let picture = opaque.as_ref().unwrap_or(picture);
        let scaled = match part == (columns, rows) {
            true => None,
            false => Some(picture.resize_exact(columns, rows, FilterType::Triangle)),
        };
        let picture = scaled.as_ref().unwrap_or(picture);
        match volume.depth {
            1 => Ok(picture.to_luma8().into_raw()),
            2 => Ok(picture.to_luma_alpha8().into_raw()),
            3 => Ok(picture.to_rgb8().into_raw()),
            4 => Ok(picture.to_rgba8().into_raw()),
            channels => Err(InputError::Channels { channels }),
        }
    }
}

/// The largest size within `whole` that has the shape of `shape`, at least one pixel.
fn largest(whole: (u32, u32), shape: (u32, u32)) -> (u32, u32) {
    let [w, h, x, y] = [whole.0, whole.1, shape.0, shape.1].map(u64::from);
    // Rounded; never beyond the whole, as the exact number is not.
    let scaled = |side: u64, to: u64, from: u64| ((2 * side * to + from) / (2 * from)).max(1) as u32;
    if w * y > h * x { (scaled(h, x, y), whole.1) } else { (whole.0, scaled(w, y, x)) }
}

/// Red, green and blue, on white paper.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let pixels = picture.to_rgba8();
    let flat = RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0.map(u32::from);
        Rgb([red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    });
    flat.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_part_has_the_shape() {
        assert_eq!(largest((640, 480), (64, 64)), (480, 480));
        assert_eq!(largest((480, 640), (32, 32)), (480, 480));
        assert_eq!(largest((640, 480), (640, 480)), (640, 480));
        assert_eq!(largest((100, 100), (300, 200)), (100, 67));
        assert_eq!(largest((u32::MAX, 1), (1, u32::MAX)), (1, 1));
        assert_eq!(largest((7, 5), (5, 7)), (4, 5));
    }
}
