//! What stands in for the memory of a network whose declaration has errors, so that the rest of a user's code is still
//! checked. It never runs: the program does not compile.

use super::{InferenceRun, Layer, Memory, Tensor, TrainingRun};
use crate::steps::{Kernels, Rows, RowsMut};
use convnet_shape::Volume;

/// No memory at all.
pub struct Stub;

/// What nobody knows of such a network: the type of a constant that is an error.
pub struct Facts {
    /// As `Generated::INPUT`.
    pub input: Volume,
    /// As `Generated::OUTPUT`.
    pub output: Volume,
    /// As `Generated::PARAMS`.
    pub params: usize,
    /// As `Generated::MACS`.
    pub macs: u64,
    /// As `Generated::LAYERS`.
    pub layers: &'static [Layer],
    /// As `Generated::MEMORY`.
    pub memory: Memory,
    /// As `Generated::TENSORS`.
    pub tensors: &'static [Tensor],
}

impl InferenceRun for Stub {
    fn new(_: usize, _: Kernels) -> Self {
        Stub
    }

    fn batch(&self) -> usize {
        0
    }

    fn output(&self, _: usize) -> Rows<'_> {
        Rows::new(&[], 1)
    }
}

impl TrainingRun for Stub {
    fn new(_: usize, _: Kernels) -> Self {
        Stub
    }

    fn batch(&self) -> usize {
        0
    }

    fn output(&mut self, _: usize) -> (Rows<'_>, RowsMut<'_>) {
        (Rows::new(&[], 1), RowsMut::new(&mut [], 1))
    }
}
