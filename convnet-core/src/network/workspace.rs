//! The memory of a caller who predicts.

use super::each::enter;
use super::{Generated, InferenceRun, InputError, Storage};
use crate::kernels::Isa;
use crate::steps::{Kernels, Rows};
use rayon::prelude::*;

/// Memory in which one caller predicts; a network may be shared by many callers, each with a workspace of its own.
///
/// It grows with the batches that it sees, and serves any number of networks of its type: it folds batch
/// normalisations anew when it meets other parameters than last time.
pub struct Workspace<N: Generated> {
    run: N::Inference,
    kernels: Kernels,
    /// The version of the parameters that `run` has folded; 0 is none.
    version: u64,
    input: Vec<f32>,
}

impl<N: Generated> Workspace<N> {
    /// For one image at first.
    pub fn new() -> Workspace<N> {
        Workspace::with_isa(Isa::detect())
    }

    /// With the kernels of instruction set `isa`; those in plain Rust where this machine does not have it.
    pub fn with_isa(isa: Isa) -> Workspace<N> {
        let kernels = Kernels::from(isa);
        Workspace { run: N::Inference::new(1, kernels), kernels, version: 0, input: vec![0.0; N::INPUT.len()] }
    }

    /// Whether convolutions do without Winograd's minimal filtering of 3x3 and 5x5 windows, which takes fewer
    /// multiplications and rounds more. A network declared `where exact` does without it in any workspace.
    pub fn exact(mut self, exact: bool) -> Workspace<N> {
        if exact != self.kernels.exact {
            self.kernels.exact = exact;
            self.run = N::Inference::new(self.run.batch(), self.kernels);
            self.version = 0;
        }
        self
    }

    /// Whether fully connected layers read their weights as bfloat16: half the memory that passes by, which is what an
    /// answer for a few images waits for where such layers are large.
    ///
    /// Each weight is rounded to the nearest bfloat16, of two to the even one: by at most 2⁻⁹ of itself. Inputs,
    /// products and sums, biases, convolutions and their weights, which are read many times an image, stay `f32`. NaNs
    /// and infinities stay what they are; a weight above 3.39·10³⁸ becomes infinite. The workspace takes two bytes more
    /// for each such weight, rounds them in the first pass, and again when it meets other parameters.
    pub fn bf16(mut self, bf16: bool) -> Workspace<N> {
        if bf16 != self.kernels.bf16 {
            self.kernels.bf16 = bf16;
            self.run = N::Inference::new(self.run.batch(), self.kernels);
            self.version = 0;
        }
        self
    }

    fn reserve(&mut self, batch: usize) {
        if batch > self.run.batch() {
            self.run = N::Inference::new(batch, self.kernels);
            self.version = 0;
        }
        if batch * N::INPUT.len() > self.input.len() {
            self.input.resize(batch * N::INPUT.len(), 0.0);
        }
    }

    /// Takes `count` images to their outputs; `read(i, into)` writes image `i`, which is `laborious` or not.
    pub(super) fn pass(
        &mut self,
        network: &N,
        count: usize,
        laborious: bool,
        read: impl Fn(usize, &mut [f32]) -> Result<(), InputError> + Sync + Send,
    ) -> Result<Rows<'_>, InputError> {
        self.reserve(count);
        let Workspace { run, version, input, .. } = self;
        let input = &mut input[..count * N::INPUT.len()];
        let store = network.store();
        enter(N::MACS * count as u64, || {
            fill(input, N::INPUT.len(), laborious, read)?;
            if *version != store.version() {
                N::fold(store.params(), store.state(), run);
                *version = store.version();
            }
            N::infer(store.params(), store.state(), Rows::new(input, N::INPUT.len()), run);
            Ok(())
        })?;
        Ok(self.run.output(count))
    }
}

impl<N: Generated> Default for Workspace<N> {
    fn default() -> Self {
        Workspace::new()
    }
}

/// Writes the rows of `input`, in parallel where that is worth while, as it is where it is said to be `laborious`; the
/// error of the first image that has one.
pub(super) fn fill(
    input: &mut [f32],
    len: usize,
    laborious: bool,
    read: impl Fn(usize, &mut [f32]) -> Result<(), InputError> + Sync,
) -> Result<(), InputError> {
    /// Values that a thread converts in the time that waking it costs.
    const PARALLEL: usize = 1 << 16;
    if input.len() < PARALLEL && !laborious {
        return input.chunks_mut(len).enumerate().try_for_each(|(i, row)| read(i, row));
    }
    let first = input.par_chunks_mut(len).enumerate().filter_map(|(i, row)| read(i, row).err().map(|e| (i, e)));
    match first.min_by_key(|(i, _)| *i) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}
