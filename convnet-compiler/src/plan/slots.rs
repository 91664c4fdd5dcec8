//! Buffers that values share in turn.

use super::Held;

/// Slots, and which of them are free.
pub(super) struct Slots<'a> {
    /// How large each value is; all 0 where the macro does not know.
    sizes: &'a [usize],
    held: Vec<Vec<Held>>,
    capacities: Vec<usize>,
    free: Vec<usize>,
}

impl<'a> Slots<'a> {
    /// No slots.
    pub fn new(sizes: &'a [usize]) -> Slots<'a> {
        Slots { sizes, held: Vec::new(), capacities: Vec::new(), free: Vec::new() }
    }

    /// A slot for a value: the smallest free one that is large enough, else the one that grows least, which is never
    /// more than a new one takes. The last that went free, where several are equal: it may still be in cache.
    pub fn take(&mut self, held: Held) -> usize {
        let size = self.sizes[held.value];
        let best = (0..self.free.len()).rev().min_by_key(|&i| {
            let capacity = self.capacities[self.free[i]];
            (size.saturating_sub(capacity), capacity.saturating_sub(size))
        });
        let slot = match best {
            Some(i) => self.free.remove(i),
            None => {
                self.held.push(Vec::new());
                self.capacities.push(0);
                self.held.len() - 1
            }
        };
        self.capacities[slot] = self.capacities[slot].max(size);
        self.held[slot].push(held);
        slot
    }

    /// Nobody needs any more what the slot holds.
    pub fn give(&mut self, slot: usize) {
        self.free.push(slot);
    }

    /// For each slot what it holds in turn.
    pub fn into_held(self) -> Vec<Vec<Held>> {
        self.held
    }
}
