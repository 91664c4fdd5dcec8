//! The images that a network is most wrong about.

use super::picture::DrawError;
use super::pixels::{picture, within};
use super::sheet::Sheet;
use crate::network::{Dataset, InputError, Normalization, Prediction};
use crate::shape::Volume;
use image::RgbImage;

/// An image that a network takes for something else.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mistake {
    /// Its place in the data set.
    pub index: usize,
    /// What it is.
    pub label: usize,
    /// What the network takes it for.
    pub answer: usize,
    /// The probability of that.
    pub confidence: f32,
    /// The probability of what it is.
    pub of_label: f32,
}

/// The mistakes of most confidence among the answers that it is shown; of the others nothing is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistakes {
    most: usize,
    by_cell: bool,
    /// By falling confidence, and by their place where that is the same.
    worst: Vec<Mistake>,
}

impl Mistakes {
    /// Keeps the `most` worst of all.
    pub fn new(most: usize) -> Mistakes {
        Mistakes { most, by_cell: false, worst: Vec::new() }
    }

    /// Keeps the `most` worst of each cell of the confusion matrix: of each class that is taken for each other.
    pub fn of_cells(most: usize) -> Mistakes {
        Mistakes { by_cell: true, ..Mistakes::new(most) }
    }

    /// One answer more, to image `index`, which is a `label`.
    pub fn add(&mut self, index: usize, label: usize, answer: &Prediction) {
        let probability = |class: usize| answer.probabilities.get(class).copied().unwrap_or(0.0);
        if answer.class == label {
            return;
        }
        let (confidence, of_label) = (probability(answer.class), probability(label));
        let mistake = Mistake { index, label, answer: answer.class, confidence, of_label };
        let is_worse = |other: &Mistake| other.confidence.total_cmp(&confidence).then(index.cmp(&other.index)).is_gt();
        self.worst.insert(self.worst.partition_point(is_worse), mistake);
        let by_cell = self.by_cell;
        let beside = |other: &Mistake| !by_cell || (other.label, other.answer) == (label, answer.class);
        if self.worst.iter().filter(|other| beside(other)).count() > self.most
            && let Some(least) = self.worst.iter().rposition(beside)
        {
            self.worst.remove(least);
        }
    }

    /// Those that are kept, the worst first.
    pub fn worst(&self) -> &[Mistake] {
        &self.worst
    }

    /// The images of those that are kept, in their order: `data` is what the answers were for, and a network with input
    /// `volume` gave them.
    ///
    /// # Errors
    /// Where an image cannot be read, or does not fit `volume`.
    pub fn images<D: Dataset + ?Sized>(&self, data: &D, volume: Volume) -> Result<Vec<RgbImage>, InputError> {
        self.worst.iter().map(|mistake| image_of(data, mistake.index, volume)).collect()
    }

    /// Those that are kept, as pictures with what the network said and what is right: the text of an SVG file, with
    /// `images` as [`images`](Mistakes::images) gives them. `names` name the classes; those without a name have their
    /// number.
    ///
    /// # Errors
    /// Where an image cannot be written as PNG.
    pub fn svg(&self, images: &[RgbImage], names: &[&str]) -> Result<String, DrawError> {
        let name = |class: usize| names.get(class).map_or_else(|| class.to_string(), |name| (*name).to_owned());
        let percent = |probability: f32| format!("{:.1}%", 100.0 * probability);
        let lines = |mistake: &Mistake| {
            vec![
                (format!("said {}, {}", name(mistake.answer), percent(mistake.confidence)), "#b2182b"),
                (format!("is {}, {}", name(mistake.label), percent(mistake.of_label)), "#282828"),
            ]
        };
        let shown = self.worst.iter().zip(images);
        shown.fold(Sheet::new(""), |sheet, (mistake, image)| sheet.lines(image.clone(), lines(mistake))).svg()
    }
}

/// Image `index` of `data`, read for a network with input `volume`, as one to look at: three channels, or the first
/// three of four, as red, green and blue; of other numbers the mean as grey. Values from 0 to 1, as pixels have, are shown as
/// they are; others from the least to the largest.
///
/// # Errors
/// Where the image cannot be read, or does not fit `volume`.
///
/// # Panics
/// Where there is no such image.
pub fn image_of<D: Dataset + ?Sized>(data: &D, index: usize, volume: Volume) -> Result<RgbImage, InputError> {
    let mut values = vec![0.0; volume.len()];
    data.read(index, volume, &Normalization::default(), &mut values)?;
    within(&mut values);
    Ok(picture(&values, volume))
}
