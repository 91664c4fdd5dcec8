//! Values as pixels, and pixels as values.

use super::colors::{diverging, ramp};
use super::picture::DrawError;
use crate::network::Normalization;
use crate::shape::Volume;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// From nothing to much: black, purple, orange, pale yellow, ever lighter.
const HEAT: [[f32; 3]; 5] =
    [[0.0, 0.0, 4.0], [87.0, 16.0, 110.0], [188.0, 55.0, 84.0], [249.0, 142.0, 9.0], [252.0, 255.0, 164.0]];

/// The largest side of an image in pixels; beyond it are volumes that nobody looks at.
fn side(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn byte(value: f32) -> u8 {
    // From a float the conversion stays within 0 to 255, and makes 0 of NaN.
    (255.0 * value + 0.5) as u8
}

/// What a pixel from 0 to 1 becomes on its way into a network, for each value of the input: `slope · pixel + offset`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pixels {
    pub offset: Vec<f32>,
    pub slope: Vec<f32>,
    /// Values are pixels, which end at 0 and 1.
    pub bounded: bool,
}

impl Pixels {
    /// Where the normalisation is none of pixels one by one, or does not fit, values stay what they are.
    pub fn of(normalization: &Normalization, volume: Volume) -> Pixels {
        let as_they_are = Pixels { offset: vec![0.0; volume.len()], slope: vec![1.0; volume.len()], bounded: false };
        if normalization.whitening.is_some() {
            return as_they_are;
        }
        let (mut black, mut white) = (vec![0.0; volume.len()], vec![1.0; volume.len()]);
        if normalization.apply(volume, &mut black).is_err() || normalization.apply(volume, &mut white).is_err() {
            return as_they_are;
        }
        white.iter_mut().zip(&black).for_each(|(white, black)| *white -= black);
        Pixels { offset: black, slope: white, bounded: true }
    }

    /// The input of these pixels.
    pub fn values(&self, pixels: &[f32]) -> Vec<f32> {
        pixels
            .iter()
            .zip(&self.slope)
            .zip(&self.offset)
            .map(|((pixel, slope), offset)| slope * pixel + offset)
            .collect()
    }

    /// The pixels of this input.
    pub fn pixels(&self, values: &[f32]) -> Vec<f32> {
        let each = values.iter().zip(&self.slope).zip(&self.offset);
        each.map(|((value, slope), offset)| if *slope == 0.0 { 0.0 } else { (value - offset) / slope }).collect()
    }
}

/// The bytes of a PNG file of a picture.
pub(super) fn png(picture: &RgbImage) -> Result<Vec<u8>, DrawError> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(DrawError::new)?;
    Ok(bytes.into_inner())
}

/// A picture of pixels from 0 to 1, `[depth, height, width]`: in colours where there are three channels or four, of
/// which the last is left out, otherwise the mean of the channels in grey.
pub(super) fn picture(pixels: &[f32], volume: Volume) -> RgbImage {
    let plane = volume.plane();
    RgbImage::from_fn(side(volume.width), side(volume.height), |x, y| {
        let at = y as usize * volume.width + x as usize;
        let channel = |c: usize| pixels[c * plane + at];
        Rgb(match volume.depth {
            3 | 4 => [0, 1, 2].map(|c| byte(channel(c))),
            depth => [byte((0..depth).map(channel).sum::<f32>() / depth.max(1) as f32); 3],
        })
    })
}

/// Pixels from 0 to 1 of any values: from the least to the largest where they go beyond, as they are where they don't.
pub(super) fn within(values: &mut [f32]) {
    let (least, most) = range(values);
    let (least, most) = (least.min(0.0), most.max(1.0));
    values.iter_mut().for_each(|value| *value = (*value - least) / (most - least));
}

/// The least and the largest finite value; 0 and 0 of none.
pub(super) fn range(values: &[f32]) -> (f32, f32) {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    let (least, most) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
    if least <= most { (least, most) } else { (0.0, 0.0) }
}

/// A map of values: from black at 0 to white at the largest, or, where some are below 0, from blue at minus the largest
/// magnitude to red at the largest.
pub(super) fn map(values: &[f32], width: usize) -> RgbImage {
    let (least, most) = range(values);
    let largest = most.max(-least);
    let part = |value: f32| if largest > 0.0 { value / largest } else { 0.0 };
    colored(values, width, |value| match least < 0.0 {
        true => Rgb(diverging(part(value))),
        false => Rgb([byte(part(value)); 3]),
    })
}

/// A map of values of at least 0, the brighter the larger: white-hot from `most` on.
pub(super) fn heat(values: &[f32], width: usize, most: f32) -> RgbImage {
    colored(values, width, |value| Rgb(ramp(&HEAT, if most > 0.0 { value / most } else { 0.0 })))
}

/// Rows of `width` values; what the last row lacks is white.
fn colored(values: &[f32], width: usize, color: impl Fn(f32) -> Rgb<u8>) -> RgbImage {
    let width = width.max(1);
    RgbImage::from_fn(side(width), side(values.len().div_ceil(width)), |x, y| {
        values.get(y as usize * width + x as usize).map_or(Rgb([255; 3]), |&value| color(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_come_back() {
        let volume = Volume::new(2, 2, 3);
        let normalization = Normalization::new([0.4, 0.5, 0.6], [0.2, 0.25, 0.3]);
        let pixels = Pixels::of(&normalization, volume);
        assert!(pixels.bounded);
        let image: Vec<f32> = (0..12).map(|i| i as f32 / 12.0).collect();
        let mut expected = image.clone();
        normalization.apply(volume, &mut expected).expect("fits");
        let values = pixels.values(&image);
        assert!(values.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6), "{values:?}, {expected:?}");
        assert!(pixels.pixels(&values).iter().zip(&image).all(|(a, b)| (a - b).abs() < 1e-6));
        // Numbers for five channels fit none of three.
        assert!(!Pixels::of(&Normalization::new([0.0; 5], [1.0; 5]), volume).bounded);
    }

    #[test]
    fn pictures_have_the_colors_of_their_channels() {
        let values = [1.0, 0.0, 0.0, 1.0, 0.0, 0.5];
        assert_eq!(picture(&values, Volume::new(2, 1, 3)).as_raw(), &[255, 0, 0, 0, 255, 128]);
        assert_eq!(picture(&values, Volume::new(3, 1, 2)).as_raw()[..3], [255; 3]);
        assert_eq!(picture(&values, Volume::new(1, 6, 1)).dimensions(), (1, 6));
    }

    #[test]
    fn maps_are_grey_or_of_two_colors() {
        assert_eq!(map(&[0.0, 2.0, 1.0], 2).as_raw()[..9], [0, 0, 0, 255, 255, 255, 128, 128, 128]);
        let two = map(&[-1.0, 0.0, 1.0, f32::NAN], 4);
        assert_eq!(two.get_pixel(0, 0).0, [33, 102, 172]);
        assert_eq!(two.get_pixel(1, 0).0, [247; 3]);
        assert_eq!(map(&[], 3).dimensions(), (3, 0));
        assert_eq!(map(&[0.0; 4], 2).get_pixel(1, 1).0, [0; 3]);
        let hot = heat(&[0.0, 9.0, f32::NAN], 3, 3.0);
        assert_eq!((hot.get_pixel(0, 0).0, hot.get_pixel(1, 0).0), ([0, 0, 4], [252, 255, 164]));
    }
}
