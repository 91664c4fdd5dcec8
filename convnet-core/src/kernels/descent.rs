//! The way back through a fully connected layer. A block of weights comes from memory once: for the gradient of the
//! inputs, and to be moved by its own gradient, which is in cache only, or to have it written down.
//!
//! Of a weight that moves 4 bytes are read and 4 written, and of each number that the optimizer keeps for it too: 16
//! with momentum. With the gradients in an array of their own, one product reads 4, one writes 4, and the update moves
//! 20.
//!
//! Units are taken a few at a time, so that memory is read and written along rows, as it likes best. Threads share them
//! out in parts, the cut into which depends on the layer alone: the gradient of an input is summed over the units of a
//! part, in their order, and then over the parts. Inputs are shared out only where threads are left: memory that is
//! asked for ahead, behind the end of one thread's piece of a row, would be taken away from another.

use super::arch::{Kernel, MAX_LANES, Outer, Simd, TILE_ROWS};
use super::block::{Block, View};
use super::blocks::{AT_ONCE, COLUMNS, PASSING, balanced, pieces};
use super::buffer::{Buffers, Spare};
use super::gemm::{Mat, pack_right, width};
use super::{Isa, blocks};
use rayon::prelude::*;

/// What both gradients are made of.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Gradients of the outputs, `[count, units]`.
    pub d: Mat<'a>,
    /// Inputs, `[count, inputs]`.
    pub x: Mat<'a>,
}

/// Moves weights: `(weights, gradients, what the optimizer keeps)`, a part of a row at a time.
pub type Mover<'a> = dyn Fn(&mut [f32], &[f32], [&mut [f32]; 2]) + Sync + 'a;

/// The weights, `[units, inputs]`, and what becomes of them. Blocks of no rows are not there.
pub enum Weights<'a> {
    /// They stay; their gradients are written down.
    Stay {
        /// The weights.
        weights: Mat<'a>,
        /// Their gradients.
        gradients: Block<'a, f32>,
    },
    /// Their gradients move them.
    Move {
        /// The weights.
        weights: Block<'a, f32>,
        /// What the optimizer keeps for each of them.
        kept: [Block<'a, f32>; 2],
        /// How.
        mover: &'a Mover<'a>,
    },
}

impl<'a> Weights<'a> {
    /// Those of the first `at` units and of the others.
    fn split_rows(self, at: usize) -> (Weights<'a>, Weights<'a>) {
        match self {
            Weights::Stay { weights, gradients } => {
                let start = weights.part(0..at, 0..weights.columns);
                let end = weights.part(at..weights.rows, 0..weights.columns);
                let (gradients, other) = gradients.split_rows_if_any(at);
                (Weights::Stay { weights: start, gradients }, Weights::Stay { weights: end, gradients: other })
            }
            Weights::Move { weights, kept, mover } => {
                let (weights, other) = weights.split_rows(at);
                let [(a, c), (b, d)] = kept.map(|kept| kept.split_rows_if_any(at));
                let start = Weights::Move { weights, kept: [a, b], mover };
                (start, Weights::Move { weights: other, kept: [c, d], mover })
            }
        }
    }

    /// Those of the first `at` inputs and of the others.
    fn split_columns(self, at: usize) -> (Weights<'a>, Weights<'a>) {
        match self {
            Weights::Stay { weights, gradients } => {
                let start = weights.part(0..weights.rows, 0..at);
                let end = weights.part(0..weights.rows, at..weights.columns);
                let (gradients, other) = gradients.split_columns_if_any(at);
                (Weights::Stay { weights: start, gradients }, Weights::Stay { weights: end, gradients: other })
            }
            Weights::Move { weights, kept, mover } => {
                let (weights, other) = weights.split_columns(at);
                let [(a, c), (b, d)] = kept.map(|kept| kept.split_columns_if_any(at));
                let start = Weights::Move { weights, kept: [a, b], mover };
                (start, Weights::Move { weights: other, kept: [c, d], mover })
            }
        }
    }

    /// Whether anything is to be done with gradients.
    fn learn(&self) -> bool {
        !matches!(self, Weights::Stay { gradients, .. } if gradients.rows() == 0)
    }

    /// The weights, to read.
    fn view(&self) -> View<'_, f32> {
        match self {
            Weights::Stay { weights, .. } => (*weights).into(),
            Weights::Move { weights, .. } => weights.view(),
        }
    }

    /// Takes the gradients of some of the weights of a unit.
    #[inline(always)]
    fn learn_row(&mut self, unit: usize, from: usize, gradients: &[f32]) {
        let len = gradients.len();
        match self {
            Weights::Stay { gradients: into, .. } => into.row(unit)[from..][..len].copy_from_slice(gradients),
            Weights::Move { weights, kept, mover } => {
                let [a, b] = kept;
                let kept =
                    [a, b].map(|kept| if kept.rows() == 0 { &mut [] } else { &mut kept.row(unit)[from..][..len] });
                mover(&mut weights.row(unit)[from..][..len], gradients, kept);
            }
        }
    }
}

/// Writes the gradients of the inputs to `d_x`, `[count, inputs]` or no rows, and does with those of the weights what
/// they say. On the threads of the current rayon pool where it is worth it.
pub fn descend(isa: Isa, batch: Batch, weights: Weights, d_x: &mut [f32], buffers: &mut Buffers, spare: &Spare) {
    let (units, inputs) = (batch.d.columns, batch.x.columns);
    let parts = (units * inputs / blocks::PART).clamp(1, blocks::PARTS).min(units);
    let mut partial = std::mem::take(&mut buffers.patches);
    let sums = partial.get((parts - 1) * d_x.len());
    let pieces = pieces(units * inputs * batch.x.rows.max(blocks::READ));
    split(isa, Part { batch, weights, d_x: &mut *d_x, others: &mut *sums }, parts, pieces, buffers, spare);
    for sums in sums.chunks_exact(d_x.len().max(1)) {
        let len = d_x.len().div_ceil(pieces).max(1);
        d_x.par_chunks_mut(len).zip(sums.par_chunks(len)).for_each(|(d_x, sums)| {
            d_x.iter_mut().zip(sums).for_each(|(d_x, sum)| *d_x += sum);
        });
    }
    buffers.patches = partial;
}

/// Some parts.
struct Part<'a> {
    batch: Batch<'a>,
    weights: Weights<'a>,
    /// The gradients of the inputs, as far as the first part goes.
    d_x: &'a mut [f32],
    /// Those of each of the other parts.
    others: &'a mut [f32],
}

fn split(isa: Isa, all: Part, parts: usize, pieces: usize, buffers: &mut Buffers, spare: &Spare) {
    let Part { batch, weights, d_x, others } = all;
    let (count, units, inputs) = (batch.x.rows, batch.d.columns, batch.x.columns);
    if parts <= 1 {
        let d_x = Block::new(d_x, if d_x.is_empty() { 0 } else { count }, inputs, inputs);
        return split_columns(isa, batch, weights, d_x, pieces, buffers, spare);
    }
    let (left, right) = (parts / 2, parts - parts / 2);
    let at = units * left / parts;
    let (start, end) = weights.split_rows(at);
    let (start_others, rest) = others.split_at_mut((left - 1) * d_x.len());
    let (end_d_x, end_others) = rest.split_at_mut(d_x.len());
    let (start_d, end_d) = (batch.d.part(0..count, 0..at), batch.d.part(0..count, at..units));
    let start = Part { batch: Batch { d: start_d, ..batch }, weights: start, d_x, others: start_others };
    let end = Part { batch: Batch { d: end_d, ..batch }, weights: end, d_x: end_d_x, others: end_others };
    if pieces <= 1 {
        split(isa, start, left, 1, buffers, spare);
        return split(isa, end, right, 1, buffers, spare);
    }
    let mut other = spare.take();
    rayon::join(
        || split(isa, start, left, pieces / 2, buffers, spare),
        || split(isa, end, right, pieces - pieces / 2, &mut other, spare),
    );
    spare.put(other);
}

fn split_columns(
    isa: Isa,
    batch: Batch,
    weights: Weights,
    d_x: Block<f32>,
    pieces: usize,
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let (count, inputs) = (batch.x.rows, batch.x.columns);
    let half = (inputs * (pieces / 2) / pieces.max(1)).next_multiple_of(blocks::COLUMNS);
    if pieces <= 1 || half >= inputs {
        return isa.run(Descent { batch, weights, d_x, buffers });
    }
    let (left, right) = weights.split_columns(half);
    let (d_x, other_d_x) = d_x.split_columns_if_any(half);
    let left_batch = Batch { x: batch.x.part(0..count, 0..half), ..batch };
    let right_batch = Batch { x: batch.x.part(0..count, half..inputs), ..batch };
    let mut other = spare.take();
    rayon::join(
        || split_columns(isa, left_batch, left, d_x, pieces / 2, buffers, spare),
        || split_columns(isa, right_batch, right, other_d_x, pieces - pieces / 2, &mut other, spare),
    );
    spare.put(other);
}

/// The whole of it on one thread.
struct Descent<'a> {
    batch: Batch<'a>,
    weights: Weights<'a>,
    d_x: Block<'a, f32>,
    buffers: &'a mut Buffers,
}

impl Kernel for Descent<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Descent { batch: Batch { d, x }, mut weights, mut d_x, buffers } = self;
        let (count, units) = (d.rows, d.columns);
        let (learn, down) = (weights.learn(), d_x.rows() > 0);
        let most = if count < blocks::MANY { blocks::ROWS } else { blocks::ROWS_OF_MANY };
        let passing = (PASSING / count.clamp(1, AT_ONCE) / MAX_TILE * MAX_TILE).clamp(MAX_TILE, COLUMNS);
        let wide = x.columns.min(COLUMNS);
        let gradients = buffers.tile.get(most * wide);
        let turned = buffers.panel.get(most * AT_ONCE.next_multiple_of(S::LANES));
        // Units and inputs: as many as the second-level cache holds the weights of, and their gradients.
        for columns in balanced(x.columns, COLUMNS) {
            for rows in balanced(units, most) {
                let mut block = Block::new(gradients, if learn { rows.len() } else { 0 }, columns.len(), wide);
                if count == 0 {
                    (0..block.rows()).for_each(|i| block.row(i).fill(0.0));
                }
                let some_weights = weights.view().part(rows.clone());
                for images in balanced(count, AT_ONCE) {
                    let d = d.part(images.clone(), rows.clone());
                    // All these images are one panel.
                    let vectors = AT_ONCE.div_ceil(S::LANES);
                    let pitch = width::<S>(d.rows, vectors) * S::LANES;
                    if down {
                        pack_right(s, d.transposed(), vectors, turned);
                    }
                    let (by_image, by_unit) = (View::from(d), View::new(turned, rows.len(), pitch, pitch));
                    // Inputs: as many as the first-level cache holds of these images, with their gradients.
                    for from in columns.clone().step_by(passing) {
                        let some = from..(from + passing).min(columns.end);
                        let (through, inputs) =
                            (some_weights.columns_from(from), x.part(images.clone(), some.clone()).into());
                        for tile in balanced(if down { images.len() } else { 0 }, TILE_ROWS) {
                            let a = by_unit.columns_from(tile.start);
                            let c = d_x.part(images.start + tile.start..images.start + tile.end, some.clone());
                            Outer { a, b: through, c, accumulate: rows.start > 0 }.run(s);
                        }
                        for tile in balanced(block.rows(), TILE_ROWS) {
                            let a = by_image.columns_from(tile.start);
                            let c = block.part(tile, from - columns.start..some.end - columns.start);
                            Outer { a, b: inputs, c, accumulate: images.start > 0 }.run(s);
                        }
                    }
                }
                if learn {
                    for (i, unit) in rows.enumerate() {
                        weights.learn_row(unit, columns.start, block.row(i));
                    }
                }
            }
        }
    }
}

/// The most columns of a register tile.
const MAX_TILE: usize = 4 * MAX_LANES;
