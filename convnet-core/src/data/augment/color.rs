//! Images in another light.

use super::{Draws, Pixels, Transform};

/// Changes brightness and contrast, and of images of three channels saturation and hue, in this order. Values stay from
/// 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColorJitter {
    brightness: f64,
    contrast: f64,
    saturation: f64,
    hue: f64,
}

impl ColorJitter {
    /// Nothing of it.
    pub fn new() -> ColorJitter {
        ColorJitter::default()
    }

    /// Multiplies all values with a factor from 1 − `strength` to 1 + `strength`; from 0 to 1.
    pub fn brightness(mut self, strength: f64) -> ColorJitter {
        self.brightness = strength;
        self
    }

    /// Multiplies the differences to the image's mean grey with a factor from 1 − `strength` to 1 + `strength`; from 0
    /// to 1.
    pub fn contrast(mut self, strength: f64) -> ColorJitter {
        self.contrast = strength;
        self
    }

    /// Multiplies each pixel's saturation (HSV's) with a factor from 1 − `strength` to 1 + `strength`; from 0 to 1.
    pub fn saturation(mut self, strength: f64) -> ColorJitter {
        self.saturation = strength;
        self
    }

    /// Turns the circle of hues (HSV's) by up to this part of it, both ways; from 0 to 0.5.
    pub fn hue(mut self, part: f64) -> ColorJitter {
        self.hue = part;
        self
    }
}

/// What each channel of three counts for the brightness that eyes see (ITU-R BT.601).
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// The mean brightness of an image.
fn grey(image: &Pixels) -> f32 {
    let volume = image.volume();
    let planes = image.values().chunks_exact(volume.plane().max(1));
    let equal = 1.0 / volume.depth.max(1) as f32;
    let mean = |plane: &[f32]| (plane.iter().map(|v| f64::from(*v)).sum::<f64>() / plane.len() as f64) as f32;
    planes.enumerate().map(|(c, plane)| if volume.depth == 3 { LUMA[c] } else { equal } * mean(plane)).sum()
}

impl Transform for ColorJitter {
    fn apply(&self, image: &mut Pixels, draws: &mut Draws) {
        let mut factor = |strength: f64| draws.within(&(1.0 - strength..=1.0 + strength)).max(0.0) as f32;
        let (brightness, contrast) = (factor(self.brightness), factor(self.contrast));
        let saturation = factor(self.saturation);
        let hue = draws.within(&(-self.hue..=self.hue)) as f32;
        image.values_mut().iter_mut().for_each(|v| *v = (brightness * *v).clamp(0.0, 1.0));
        if contrast != 1.0 {
            let grey = grey(image);
            image.values_mut().iter_mut().for_each(|v| *v = (grey + contrast * (*v - grey)).clamp(0.0, 1.0));
        }
        if (saturation, hue) == (1.0, 0.0) {
            return;
        }
        let Some([red, green, blue]) = image.rgb_mut() else { return };
        for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
            let [h, s, v] = to_hsv([*r, *g, *b]);
            [*r, *g, *b] = to_rgb([h + hue, (saturation * s).min(1.0), v]);
        }
    }
}

/// Hue (a part of the circle from red over green and blue), saturation and value of red, green and blue (Smith 1978).
fn to_hsv([r, g, b]: [f32; 3]) -> [f32; 3] {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let range = most - least;
    if range <= 0.0 {
        return [0.0, 0.0, most];
    }
    let sixth = if most == r {
        (g - b) / range
    } else if most == g {
        2.0 + (b - r) / range
    } else {
        4.0 + (r - g) / range
    };
    [(sixth / 6.0).rem_euclid(1.0), range / most, most]
}

/// And back, of any hue.
fn to_rgb([h, s, v]: [f32; 3]) -> [f32; 3] {
    // How far each channel's own hue is round the circle: it is full to a sixth from there, gone from two sixths on.
    let channel = |turn: f32| {
        let k = (turn + 6.0 * h).rem_euclid(6.0);
        v - v * s * k.min(4.0 - k).clamp(0.0, 1.0)
    };
    [channel(5.0), channel(3.0), channel(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_their_hues() {
        let cases = [
            ([1.0, 0.0, 0.0], [0.0, 1.0, 1.0]),
            ([0.0, 1.0, 0.0], [1.0 / 3.0, 1.0, 1.0]),
            ([0.0, 0.0, 0.5], [2.0 / 3.0, 1.0, 0.5]),
            ([1.0, 1.0, 0.0], [1.0 / 6.0, 1.0, 1.0]),
            ([0.5, 0.5, 0.5], [0.0, 0.0, 0.5]),
            ([0.5, 0.25, 0.25], [0.0, 0.5, 0.5]),
        ];
        for (rgb, hsv) in cases {
            let found = to_hsv(rgb);
            assert!(found.iter().zip(hsv).all(|(a, b)| (a - b).abs() < 1e-6), "{rgb:?}: {found:?}");
        }
    }

    #[test]
    fn and_back() {
        for i in 0..1000_u32 {
            let rgb = [i % 10, i / 10 % 10, i / 100].map(|v| v as f32 / 9.0);
            let back = to_rgb(to_hsv(rgb));
            assert!(back.iter().zip(rgb).all(|(a, b)| (a - b).abs() < 1e-6), "{rgb:?}: {back:?}");
        }
    }
}
