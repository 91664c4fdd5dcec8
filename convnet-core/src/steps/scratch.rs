//! Working memory of one worker.

use crate::kernels::Isa;

/// The working memory of one worker: grows in the first step, is reused in all that follow.
#[derive(Debug)]
pub struct Scratch {
    isa: Isa,
}

impl Scratch {
    /// Empty working memory for kernels of instruction set `isa`.
    pub fn new(isa: Isa) -> Scratch {
        Scratch { isa }
    }

    /// The instruction set of the kernels that use it.
    pub fn isa(&self) -> Isa {
        self.isa
    }
}
