//! The memory of parameters: statically sized, on the heap, never on the stack.

use super::{Floats, Normalization};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// A network's parameters and state as flat arrays; [`Tensor`](super::Tensor)s say what lies where.
pub trait Storage: Clone + Send + Sync {
    /// All zeros.
    fn zeroed() -> Self;
    /// The learned numbers.
    fn params(&self) -> &[f32];
    /// The learned numbers, to change.
    fn params_mut(&mut self) -> &mut [f32];
    /// The running statistics.
    fn state(&self) -> &[f32];
    /// Parameters and running statistics, to read and to change.
    fn params_and_state(&mut self) -> (&[f32], &mut [f32]);
    /// How raw pixels become inputs.
    fn normalization(&self) -> &Normalization;
    /// How raw pixels become inputs, to set.
    fn normalization_mut(&mut self) -> &mut Normalization;
    /// A number that no other parameters in this process have; another one after every change.
    fn version(&self) -> u64;
}

/// `PARAMS` parameters and `STATE` running statistics.
#[derive(Clone)]
pub struct Store<const PARAMS: usize, const STATE: usize> {
    params: Floats<PARAMS>,
    state: Floats<STATE>,
    normalization: Normalization,
    version: u64,
}

impl<const PARAMS: usize, const STATE: usize> fmt::Debug for Store<PARAMS, STATE> {
    /// Counts instead of millions of numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut store = f.debug_struct("Store");
        store.field("params", &PARAMS).field("state", &STATE).field("normalization", &self.normalization).finish()
    }
}

fn next_version() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

impl<const PARAMS: usize, const STATE: usize> Storage for Store<PARAMS, STATE> {
    fn zeroed() -> Self {
        Store {
            params: Floats::zeros(),
            state: Floats::zeros(),
            normalization: Normalization::default(),
            version: next_version(),
        }
    }

    fn params(&self) -> &[f32] {
        &self.params
    }

    fn params_mut(&mut self) -> &mut [f32] {
        self.version = next_version();
        &mut self.params
    }

    fn state(&self) -> &[f32] {
        &self.state
    }

    fn params_and_state(&mut self) -> (&[f32], &mut [f32]) {
        self.version = next_version();
        (&self.params, &mut self.state)
    }

    fn normalization(&self) -> &Normalization {
        &self.normalization
    }

    fn normalization_mut(&mut self) -> &mut Normalization {
        &mut self.normalization
    }

    fn version(&self) -> u64 {
        self.version
    }
}
