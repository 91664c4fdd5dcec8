//! Working memory of one worker.

use crate::kernels::Isa;
use crate::kernels::buffer::{Buffers, Spare};

/// The working memory of one worker: grows in the first step, is reused in all that follow.
#[derive(Debug)]
pub struct Scratch {
    isa: Isa,
    /// What the worker itself works in.
    pub(crate) buffers: Buffers,
    /// What tasks work in to which it hands a part of a large step.
    pub(crate) spare: Spare,
}

impl Scratch {
    /// Empty working memory for kernels of instruction set `isa`.
    pub fn new(isa: Isa) -> Scratch {
        Scratch { isa, buffers: Buffers::default(), spare: Spare::default() }
    }

    /// The instruction set of the kernels that use it.
    pub fn isa(&self) -> Isa {
        self.isa
    }
}
