//! One image, seen in several ways.

use super::{InputError, Normalization};
use crate::shape::Volume;

/// What an [`Ensemble`](super::Ensemble) sees of each image before it answers with the mean of all its answers
/// (test-time augmentation): moved a little, mirrored, or some of its parts. One network alone can be such an ensemble.
///
/// ```
/// # use convnet_core::network::Views;
/// // Ten views (Krizhevsky et al. 2012, section 4.1): the corners and the middle of 256x256 pixels, as they are and
/// // mirrored.
/// let views = Views::parts(256, 256).mirrored();
/// assert_eq!(views.count(), 10);
/// ```
///
/// Normalisation is undone to move images given as `[f32]`, as [`Augmented`](crate::data::Augmented) does.
#[derive(Clone, Debug, PartialEq)]
pub struct Views {
    /// The size in which images are read, where it is not the network's.
    size: Option<(usize, usize)>,
    views: Vec<View>,
}

/// One of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct View {
    /// Which part of an image that is larger than the network's, across and down, in halves of what is too much.
    halves: [usize; 2],
    /// Columns and rows by which the network sees the image farther to the right and down.
    moved: [isize; 2],
    mirrored: bool,
}

impl Default for Views {
    fn default() -> Self {
        Views { size: None, views: vec![View::default()] }
    }
}

impl Views {
    /// The image as it is, and nothing else.
    pub fn new() -> Views {
        Views::default()
    }

    /// The image as it is, and moved by `pixels` to the left, to the right, up and down: five views. What comes in is
    /// black.
    pub fn moved(pixels: usize) -> Views {
        let far = isize::try_from(pixels).unwrap_or(isize::MAX);
        let moves = [[0, 0], [-far, 0], [far, 0], [0, -far], [0, far]];
        let views = moves.map(|moved| View { moved, ..View::default() });
        Views { size: None, views: views.to_vec() }
    }

    /// The middle and the four corners of the image, which is read with `width` x `height` pixels: five views of the
    /// network's size. Where that is larger, what the image has not is black. Only images that can be resized can be
    /// read so.
    pub fn parts(width: usize, height: usize) -> Views {
        let parts = [[1, 1], [0, 0], [2, 0], [0, 2], [2, 2]];
        let views = parts.map(|halves| View { halves, ..View::default() });
        Views { size: Some((width, height)), views: views.to_vec() }
    }

    /// Each of them also mirrored, left to right: twice as many.
    pub fn mirrored(mut self) -> Views {
        let others: Vec<View> = self.views.iter().map(|view| View { mirrored: !view.mirrored, ..*view }).collect();
        self.views.extend(others);
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.views.len()
    }

    /// Each of them.
    pub(super) fn each(&self) -> impl Iterator<Item = View> {
        self.views.iter().copied()
    }

    /// Writes what is seen in `view` of the image that `read` writes, as a network wants it that sees `volume`.
    pub(super) fn read(
        &self,
        view: View,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
        read: impl FnOnce(Volume, &Normalization, &mut [f32]) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        if self.size.is_none() && view == View::default() {
            return read(volume, normalization, into);
        }
        let (width, height) = self.size.unwrap_or((volume.width, volume.height));
        let source = Volume::new(width, height, volume.depth);
        let mut image = vec![0.0; source.len()];
        normalization.read_raw(source, &mut image, |known, image| read(source, known, image))?;
        view.copy(source, &image, volume, into);
        normalization.apply(volume, into)
    }
}

impl View {
    /// What it shows of an image.
    fn copy(self, source: Volume, image: &[f32], volume: Volume, into: &mut [f32]) {
        let first = |halves: usize, large: usize, small: usize, moved: isize| {
            (halves as isize * (large as isize - small as isize) / 2).saturating_sub(moved)
        };
        let left = first(self.halves[0], source.width, volume.width, self.moved[0]);
        let top = first(self.halves[1], source.height, volume.height, self.moved[1]);
        for (i, row) in into.chunks_exact_mut(volume.width.max(1)).enumerate() {
            let (channel, y) = (i / volume.height, top.saturating_add((i % volume.height) as isize));
            let from = (0..source.height as isize)
                .contains(&y)
                .then(|| &image[(channel * source.height + y as usize) * source.width..][..source.width]);
            let value = |x: usize| {
                let x = usize::try_from(left.saturating_add(x as isize)).ok()?;
                from?.get(x).copied()
            };
            let width = row.len();
            for (x, into) in row.iter_mut().enumerate() {
                *into = value(if self.mirrored { width - 1 - x } else { x }).unwrap_or(0.0);
            }
        }
    }
}
