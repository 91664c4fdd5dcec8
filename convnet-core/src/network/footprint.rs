//! How many bytes a network's arrays take.

use super::PIECES;

/// The bytes of a pass's arrays, by what each array is kept for.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Once.
    fixed: u64,
    /// For each piece into which a batch is cut.
    piece: u64,
    /// For each image of a batch.
    image: u64,
}

impl Footprint {
    /// No arrays.
    pub const NONE: Footprint = Footprint { fixed: 0, piece: 0, image: 0 };

    /// A [`Floats`](super::Floats) of `len` values.
    pub const fn floats(len: usize) -> Footprint {
        Footprint { fixed: (len as u64).saturating_mul(size_of::<f32>() as u64), ..Footprint::NONE }
    }

    /// An [`Indices`](super::Indices) of `len` values.
    pub const fn indices(len: usize) -> Footprint {
        Footprint { fixed: (len as u64).saturating_mul(size_of::<u16>() as u64), ..Footprint::NONE }
    }

    /// A [`Batch`](super::Batch) with `len` values an image.
    pub const fn rows(len: usize) -> Footprint {
        Footprint { image: Footprint::floats(len).fixed, ..Footprint::NONE }
    }

    /// The same arrays for each piece.
    pub const fn each_piece(self) -> Footprint {
        Footprint { piece: self.fixed, ..Footprint::NONE }
    }

    /// The same arrays for each image.
    pub const fn each_image(self) -> Footprint {
        Footprint { image: self.fixed, ..Footprint::NONE }
    }

    /// All of them.
    pub const fn sum(parts: &[Footprint]) -> Footprint {
        let (mut sum, mut i) = (Footprint::NONE, 0);
        while i < parts.len() {
            sum = Footprint {
                fixed: sum.fixed.saturating_add(parts[i].fixed),
                piece: sum.piece.saturating_add(parts[i].piece),
                image: sum.image.saturating_add(parts[i].image),
            };
            i += 1;
        }
        sum
    }

    const fn bytes(self, batch: usize) -> u64 {
        let pieces = if batch < PIECES { batch } else { PIECES } as u64;
        self.fixed
            .saturating_add(self.piece.saturating_mul(pieces))
            .saturating_add(self.image.saturating_mul(batch as u64))
    }
}

/// The bytes of the arrays that a program allocates for a network.
///
/// They are the arrays whose sizes the declaration decides: parameters, running statistics, and what a
/// [`Workspace`](super::Workspace) or a [`Training`](super::Training) is made of. Each array may take up to 60 bytes
/// more to begin at a cache line. What the kernels work in comes on top: it depends on the instruction set and the
/// number of threads, and grows in the first pass: to less than 2 MB a thread in use, as kernels work on a band of an
/// image; in training also to the padded input of the largest convolution, and to its output where a pooling follows.
///
/// The budget `memory` limits [`total`](Memory::total).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Parameters and running statistics.
    pub parameters: u64,
    inference: Footprint,
    training: Footprint,
}

impl Memory {
    /// Of a network that has no arrays.
    #[doc(hidden)]
    pub const NONE: Memory = Memory::new(0, 0, 0, Footprint::NONE, Footprint::NONE);

    /// Of a network with so many parameters, running statistics and values in an image.
    #[doc(hidden)]
    pub const fn new(params: usize, state: usize, input: usize, inference: Footprint, training: Footprint) -> Memory {
        let input = Footprint::rows(input);
        Memory {
            parameters: Footprint::sum(&[Footprint::floats(params), Footprint::floats(state)]).fixed,
            inference: Footprint::sum(&[input, inference]),
            training: Footprint::sum(&[input, training]),
        }
    }

    /// What a workspace takes that answers up to `batch` images at once: inputs, and values on their way.
    pub const fn inference(&self, batch: usize) -> u64 {
        self.inference.bytes(batch)
    }

    /// What training takes with mini-batches of up to `batch` images: inputs, all that the backward pass needs, the
    /// weights of convolutions as it reads them, and the sums of gradients that workers add up. Not what the
    /// optimizer keeps, and not the gradients of all parameters, 4 bytes each, where a [`Training`](super::Training)
    /// keeps them.
    pub const fn training(&self, batch: usize) -> u64 {
        self.training.bytes(batch)
    }

    /// What it takes to hold the network and to answer one image.
    pub const fn total(&self) -> u64 {
        self.parameters.saturating_add(self.inference(1))
    }
}
