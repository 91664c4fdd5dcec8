//! A user's own images, in memory.

use crate::network::{Dataset, Input, InputError, Normalization, Target};
use crate::shape::Volume;

/// Images in memory with their targets: anything that is an [`Input`], with classes or values.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples<I> {
    images: Vec<I>,
    targets: Targets,
}

#[derive(Clone, Debug, PartialEq)]
enum Targets {
    Classes(Vec<usize>),
    Values(Vec<Vec<f32>>),
}

impl<I> Samples<I> {
    /// Images and their classes, for networks that end in softmax.
    ///
    /// # Errors
    /// [`InputError::Count`] where there are not as many classes as images.
    pub fn with_classes(images: Vec<I>, classes: Vec<usize>) -> Result<Samples<I>, InputError> {
        Samples { images, targets: Targets::Classes(classes) }.counted()
    }

    /// Images and the values that each should give, for other networks.
    ///
    /// # Errors
    /// [`InputError::Count`] where there are not as many lists of values as images.
    pub fn with_values(images: Vec<I>, values: Vec<Vec<f32>>) -> Result<Samples<I>, InputError> {
        Samples { images, targets: Targets::Values(values) }.counted()
    }

    fn counted(self) -> Result<Samples<I>, InputError> {
        let images = self.images.len();
        let labels = match &self.targets {
            Targets::Classes(classes) => classes.len(),
            Targets::Values(values) => values.len(),
        };
        if images == labels { Ok(self) } else { Err(InputError::Count { images, labels }) }
    }

    /// The images.
    pub fn images(&self) -> &[I] {
        &self.images
    }
}

impl<I: Input + Sync> Dataset for Samples<I> {
    fn len(&self) -> usize {
        self.images.len()
    }

    fn read(
        &self,
        index: usize,
        volume: Volume,
        normalization: &Normalization,
        into: &mut [f32],
    ) -> Result<(), InputError> {
        self.images[index].write(volume, normalization, into)
    }

    fn target(&self, index: usize) -> Target<'_> {
        match &self.targets {
            Targets::Classes(classes) => Target::Class(classes[index]),
            Targets::Values(values) => Target::Values(&values[index]),
        }
    }
}
