//! Working memory of one worker.

use super::conv::Prepared;
use crate::kernels::Isa;
use crate::kernels::arch::Bf16;
use crate::kernels::buffer::{Buffers, Spare};

/// Which kernels steps use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels {
    /// Those of this instruction set.
    pub isa: Isa,
    /// None that rounds more than a sum of products does, as [`Conv::exact`](super::Conv::exact) says of one step.
    pub exact: bool,
    /// Whether fully connected layers read their weights as bfloat16 in use.
    pub bf16: bool,
}

impl From<Isa> for Kernels {
    /// All those of an instruction set; weights stay as they are.
    fn from(isa: Isa) -> Kernels {
        Kernels { isa, exact: false, bf16: false }
    }
}

/// The working memory of one worker: grows in the first step, is reused in all that follow.
#[derive(Debug)]
pub struct Scratch {
    kernels: Kernels,
    /// How many threads may share one of its steps.
    pub(crate) threads: usize,
    /// How many images it takes through its stage, at least.
    pub(crate) images: usize,
    /// The filters that it has transformed for them.
    pub(crate) prepared: Prepared,
    /// What the worker itself works in.
    pub(crate) buffers: Buffers,
    /// What tasks work in to which it hands a part of a large step.
    pub(crate) spare: Spare,
    /// The weights of fully connected layers as bfloat16, by the place of the layer's parameters.
    pub(crate) rounded: Vec<(usize, Vec<Bf16>)>,
    /// Fully connected layers, likewise, whose weights the next pass reads from their end.
    from_end: Vec<usize>,
}

impl Scratch {
    /// Empty working memory for these kernels.
    pub fn new(kernels: impl Into<Kernels>) -> Scratch {
        Scratch {
            kernels: kernels.into(),
            threads: usize::MAX,
            images: 1,
            prepared: Prepared::default(),
            buffers: Buffers::default(),
            spare: Spare::default(),
            rounded: Vec::new(),
            from_end: Vec::new(),
        }
    }

    /// Whether a fully connected layer, given by the place of its parameters, reads its weights from their end in this
    /// pass: every other time, as a cache still has those that were read last.
    pub(crate) fn turns(&mut self, layer: usize) -> bool {
        let found = self.from_end.iter().position(|&at| at == layer);
        match found {
            Some(found) => _ = self.from_end.swap_remove(found),
            None => self.from_end.push(layer),
        }
        found.is_some()
    }

    /// The instruction set of the kernels that use it.
    pub fn isa(&self) -> Isa {
        self.kernels.isa
    }

    /// Whether fully connected layers read their weights as bfloat16 in use.
    pub fn bf16(&self) -> bool {
        self.kernels.bf16
    }

    /// Whether all steps are exact in it.
    pub fn exact(&self) -> bool {
        self.kernels.exact
    }
}

/// The working memories of the workers that share a pass.
#[derive(Debug)]
pub struct Scratches {
    kernels: Kernels,
    workers: Vec<Scratch>,
}

impl Scratches {
    /// None yet; they will use these kernels.
    pub fn new(kernels: impl Into<Kernels>) -> Scratches {
        Scratches { kernels: kernels.into(), workers: Vec::new() }
    }

    /// Those of the first `count` workers, with `threads` for the steps of each, to take at least `images` through a
    /// stage.
    pub(crate) fn take(&mut self, count: usize, threads: usize, images: usize) -> &mut [Scratch] {
        if self.workers.len() < count {
            self.workers.resize_with(count, || Scratch::new(self.kernels));
        }
        let workers = &mut self.workers[..count];
        for worker in &mut *workers {
            (worker.threads, worker.images) = (threads, images);
            worker.prepared.forget();
        }
        workers
    }

    /// That of the worker which does what cannot be shared out.
    pub fn first(&mut self) -> &mut Scratch {
        &mut self.take(1, usize::MAX, 1)[0]
    }
}
