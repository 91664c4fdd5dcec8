//! The images of a data set to which filters respond most.

use super::super::pixels::{Pixels, picture, within};
use super::super::trace::{Area, Model, TraceError};
use super::cut;
use crate::kernels::Isa;
use crate::network::{Dataset, Network};
use crate::steps::Scratch;
use image::RgbImage;

/// How a filter responds to an image.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// Which image of the data set.
    pub image: usize,
    /// The filter's largest value for it.
    pub response: f32,
    /// The part of the image from which that value is computed.
    pub area: Area,
}

/// For each filter (channel) of a layer, or unit of a fully connected one, the `count` images of `data` to which it responds
/// most, the strongest first: images whose largest value in the filter's map is larger than other images' (Zeiler and
/// Fergus, *Visualizing and understanding convolutional networks*, 2013, section 4.1). Of several that are equal, the
/// first; values that are no numbers are left out.
///
/// # Errors
/// Where no layer in use has that name, or an image cannot be read or does not fit the network.
pub fn strongest<N: Network, D: Dataset + ?Sized>(
    network: &N,
    layer: &str,
    data: &D,
    count: usize,
) -> Result<Vec<Vec<Response>>, TraceError> {
    let model = Model::of(network);
    let at = model.find(layer)?;
    let (needed, mut scratch) = (model.ancestors(at), Scratch::new(Isa::detect()));
    let output = model.layers[at].output;
    let mut found: Vec<Vec<(usize, f32, usize)>> = vec![Vec::new(); output.depth];
    for image in 0..data.len() {
        let mut values = vec![0.0; model.input.len()];
        data.read(image, model.input, model.normalization, &mut values)?;
        let values = model.run(values, &needed, &mut scratch);
        for (map, found) in values[at + 1].chunks_exact(output.plane().max(1)).zip(&mut found) {
            let numbers = map.iter().copied().enumerate().filter(|(_, value)| !value.is_nan());
            let Some((place, value)) = numbers.reduce(|most, next| if next.1 > most.1 { next } else { most }) else {
                continue;
            };
            let rank = found.partition_point(|&(_, other, _)| other >= value);
            if rank < count {
                found.insert(rank, (image, value, place));
                found.truncate(count);
            }
        }
    }
    let response = |(image, response, place): (usize, f32, usize)| {
        let area = model.seen(at, place % output.width, place / output.width);
        Response { image, response, area }
    };
    Ok(found.into_iter().map(|found| found.into_iter().map(response).collect()).collect())
}

impl Response {
    /// The part of the image from which the filter's value is computed, as a picture without the network's normalisation.
    ///
    /// # Errors
    /// Where the image cannot be read, or does not fit the network.
    pub fn picture<N: Network, D: Dataset + ?Sized>(&self, network: &N, data: &D) -> Result<RgbImage, TraceError> {
        let model = Model::of(network);
        let mut values = vec![0.0; model.input.len()];
        data.read(self.image, model.input, model.normalization, &mut values)?;
        let mut pixels = Pixels::of(model.normalization, model.input).pixels(&values);
        within(&mut pixels);
        let (part, volume) = cut(&pixels, model.input, &self.area);
        Ok(picture(&part, volume))
    }
}
