//! How raw pixels become inputs.

use super::{Dataset, InputError, Whitening};
use convnet_shape::Volume;
use rayon::prelude::*;

/// How raw pixels in 0..=255 become inputs: `(pixel · scale − mean) / std`, and what [`whitening`] makes of that.
///
/// Means and deviations are one for all values, one a channel, or one for each value of the input, depth by depth
/// (`CHW`). They are to be those of the training images alone, and are saved with the weights: whoever predicts gives
/// raw pixels.
///
/// [`whitening`]: Normalization::whitening
#[derive(Clone, Debug, PartialEq)]
pub struct Normalization {
    /// What a pixel is multiplied with; 1/255 unless said.
    pub scale: f32,
    /// The means.
    pub mean: Vec<f32>,
    /// The standard deviations.
    pub std: Vec<f32>,
    /// What makes values independent of each other; nothing unless said.
    pub whitening: Option<Whitening>,
}

impl Default for Normalization {
    /// 0..=255 becomes 0..=1.
    fn default() -> Self {
        Normalization { scale: 1.0 / 255.0, mean: vec![0.0], std: vec![1.0], whitening: None }
    }
}

impl Normalization {
    /// Of pixels in 0..=1: `(pixel/255 − mean[c]) / std[c]`, as torchvision's `Normalize` after `ToTensor`. One
    /// number a channel, or one for all; or one a value.
    pub fn new(mean: impl Into<Vec<f32>>, std: impl Into<Vec<f32>>) -> Normalization {
        Normalization { mean: mean.into(), std: std.into(), ..Normalization::default() }
    }

    /// Each channel gets mean 0 and deviation 1 over all its pixels in `data`, read for a network with input `volume`.
    /// What is the same everywhere is only centred.
    ///
    /// # Errors
    /// Where an image cannot be read, or does not fit `volume`.
    pub fn of_channels<D: Dataset + ?Sized>(data: &D, volume: Volume) -> Result<Normalization, InputError> {
        let (mut sums, mut squares) = (vec![0.0; volume.depth], vec![0.0; volume.depth]);
        for_each(data, volume, |image| {
            for (c, plane) in image.chunks_exact(volume.plane().max(1)).enumerate() {
                sums[c] += plane.iter().map(|&v| f64::from(v)).sum::<f64>();
                squares[c] += plane.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>();
            }
        })?;
        Ok(of_sums(&sums, &squares, data.len() * volume.plane()))
    }

    /// Each value of the input, which is a place and a channel, gets mean 0 and deviation 1 over the images of `data`,
    /// read for a network with input `volume`. What is the same in all images is only centred.
    ///
    /// # Errors
    /// Where an image cannot be read, or does not fit `volume`.
    pub fn of_values<D: Dataset + ?Sized>(data: &D, volume: Volume) -> Result<Normalization, InputError> {
        let (mut sums, mut squares) = (vec![0.0; volume.len()], vec![0.0; volume.len()]);
        for_each(data, volume, |image| {
            for ((sum, square), &value) in sums.iter_mut().zip(&mut squares).zip(image) {
                *sum += f64::from(value);
                *square += f64::from(value).powi(2);
            }
        })?;
        Ok(of_sums(&sums, &squares, data.len()))
    }

    /// The same means, and deviations of 1: zero-centring alone. With those of
    /// [`of_values`](Normalization::of_values), the mean image is subtracted.
    pub fn centred(self) -> Normalization {
        Normalization { std: vec![1.0], ..self }
    }

    /// Whether it fits images of this volume.
    pub(crate) fn check(&self, volume: Volume) -> Result<(), InputError> {
        for numbers in [&self.mean, &self.std] {
            if ![1, volume.depth, volume.len()].contains(&numbers.len()) {
                return Err(InputError::Normalization { channels: volume.depth, found: numbers.len() });
            }
        }
        match &self.whitening {
            Some(whitening) if whitening.len() != volume.len() => {
                Err(InputError::Whitening { expected: volume, found: whitening.len() })
            }
            _ => Ok(()),
        }
    }

    /// Values from 0 to 1, of pixels from 0 to 255, in place; `CHW`.
    pub(crate) fn apply(&self, volume: Volume, values: &mut [f32]) -> Result<(), InputError> {
        self.check(volume)?;
        self.apply_scaled(255.0 * self.scale, volume, values);
        Ok(())
    }

    /// The same with another scale, where [`check`](Normalization::check) has found nothing.
    pub(super) fn apply_scaled(&self, scale: f32, volume: Volume, values: &mut [f32]) {
        for (c, plane) in values.chunks_exact_mut(volume.plane().max(1)).enumerate() {
            let (mean, std) = (Numbers::of(&self.mean, c, volume), Numbers::of(&self.std, c, volume));
            match (mean, std) {
                (Numbers::One(mean), Numbers::One(std)) => {
                    plane.iter_mut().for_each(|value| *value = (*value * scale - mean) / std);
                }
                (mean, std) => {
                    let each = plane.iter_mut().enumerate();
                    each.for_each(|(i, value)| *value = (*value * scale - mean.at(i)) / std.at(i));
                }
            }
        }
        if let Some(whitening) = &self.whitening {
            whitening.apply(values);
        }
    }

    /// Has `read` write an image of `volume`, normalised as it is told, and undoes that: values from 0 to 1. What differs
    /// from place to place cannot be undone for an image that is to be moved, nor done to one of another size: then it is
    /// told of no normalisation.
    pub(crate) fn read_raw(
        &self,
        volume: Volume,
        image: &mut [f32],
        read: impl FnOnce(&Normalization, &mut [f32]) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        let raw = Normalization::default();
        let known = if self.is_uniform(volume.depth) { self } else { &raw };
        read(known, image)?;
        known.undo(volume, image)
    }

    /// What [`apply`](Normalization::apply) does, undone, but for whitening.
    fn undo(&self, volume: Volume, values: &mut [f32]) -> Result<(), InputError> {
        self.check(volume)?;
        for (c, plane) in values.chunks_exact_mut(volume.plane().max(1)).enumerate() {
            let (mean, std) = (Numbers::of(&self.mean, c, volume), Numbers::of(&self.std, c, volume));
            for (i, value) in plane.iter_mut().enumerate() {
                *value = (*value * std.at(i) + mean.at(i)) / (255.0 * self.scale);
            }
        }
        Ok(())
    }

    /// Whether it does the same at every place, so that it is one for images of any size.
    fn is_uniform(&self, depth: usize) -> bool {
        self.whitening.is_none() && [&self.mean, &self.std].iter().all(|numbers| [1, depth].contains(&numbers.len()))
    }
}

/// Means or deviations of a channel.
#[derive(Clone, Copy)]
enum Numbers<'a> {
    One(f32),
    Each(&'a [f32]),
}

impl<'a> Numbers<'a> {
    fn of(numbers: &'a [f32], channel: usize, volume: Volume) -> Numbers<'a> {
        match numbers.len() {
            1 => Numbers::One(numbers[0]),
            len if len == volume.depth => Numbers::One(numbers[channel]),
            _ => Numbers::Each(&numbers[channel * volume.plane()..][..volume.plane()]),
        }
    }

    fn at(self, i: usize) -> f32 {
        match self {
            Numbers::One(number) => number,
            Numbers::Each(numbers) => numbers[i],
        }
    }
}

fn of_sums(sums: &[f64], squares: &[f64], count: usize) -> Normalization {
    let count = count.max(1) as f64;
    let deviation = |(sum, square): (&f64, &f64)| {
        let variance = square / count - (sum / count).powi(2);
        // What is the same everywhere leaves the noise of rounding.
        if variance > 1e-12 { variance.sqrt() as f32 } else { 1.0 }
    };
    let mean: Vec<f32> = sums.iter().map(|sum| (sum / count) as f32).collect();
    Normalization::new(mean, sums.iter().zip(squares).map(deviation).collect::<Vec<_>>())
}

/// Gives all images to `see`, one after the other, with values from 0 to 1; reads some of them at once.
pub(super) fn for_each<D: Dataset + ?Sized>(
    data: &D,
    volume: Volume,
    mut see: impl FnMut(&[f32]),
) -> Result<(), InputError> {
    const AT_ONCE: usize = 64;
    let indices: Vec<usize> = (0..data.len()).collect();
    let raw = Normalization::default();
    let mut images = vec![0.0; AT_ONCE.min(data.len()) * volume.len()];
    for indices in indices.chunks(AT_ONCE) {
        let rows = images.par_chunks_exact_mut(volume.len().max(1)).zip(indices);
        rows.try_for_each(|(row, &index)| data.read(index, volume, &raw, row))?;
        images.chunks_exact(volume.len().max(1)).take(indices.len()).for_each(&mut see);
    }
    Ok(())
}
