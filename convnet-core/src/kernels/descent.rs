//! The way back through a fully connected layer, with the update of its weights: a block of weights comes from memory
//! once, for the gradient of the inputs and to be moved by its own gradient, which is in cache only.
//!
//! Of a weight 4 bytes are read and 4 written, and of each number that the optimizer keeps for it too: 16 with
//! momentum. With the gradients in an array of their own, one product reads 4, one writes 4, and the update moves 20.
//!
//! Threads share the inputs (columns) out, so that the gradient of each is summed over the units by one of them, and
//! in the order of [`gemm`](super::gemm::gemm): `DEPTH` units at a time.

use super::Isa;
use super::arch::MAX_LANES;
use super::block::Block;
use super::blocks::{COLUMNS, DEPTH, ROWS, balanced, pieces};
use super::buffer::{Buffers, Spare};
use super::gemm::{Gemm, Mat};

/// What both gradients are made of.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// Gradients of the outputs, `[count, units]`.
    pub d: Mat<'a>,
    /// Inputs, `[count, inputs]`.
    pub x: Mat<'a>,
}

impl<'a> Batch<'a> {
    /// Some of the inputs.
    fn columns(self, columns: std::ops::Range<usize>) -> Batch<'a> {
        Batch { x: self.x.part(0..self.x.rows, columns), ..self }
    }
}

/// What is written for the inputs of a batch; blocks of no rows where something is not there.
pub struct Weights<'a> {
    /// `[units, inputs]`.
    pub weights: Block<'a, f32>,
    /// What the optimizer keeps for each of them.
    pub kept: [Block<'a, f32>; 2],
    /// Gradients of the inputs, `[count, inputs]`.
    pub d_x: Block<'a, f32>,
}

impl<'a> Weights<'a> {
    /// Those of the first `at` inputs and of the others.
    fn split(self, at: usize) -> (Weights<'a>, Weights<'a>) {
        let (weights, other_weights) = self.weights.split_columns(at);
        let [(a, c), (b, d)] = self.kept.map(|kept| kept.split_columns(at));
        let (d_x, other_d_x) = self.d_x.split_columns(at);
        (Weights { weights, kept: [a, b], d_x }, Weights { weights: other_weights, kept: [c, d], d_x: other_d_x })
    }
}

/// Writes the gradients of the inputs, and calls `mover(weights, gradients, kept)` for all weights, a part of a row
/// at a time. On the threads of the current rayon pool where it is worth it.
pub fn descend(
    isa: Isa,
    batch: Batch,
    weights: Weights,
    mover: &(impl Fn(&mut [f32], &[f32], [&mut [f32]; 2]) + Sync),
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let work = batch.d.columns * batch.x.columns * batch.x.rows;
    split(isa, batch, weights, mover, pieces(work), buffers, spare);
}

fn split(
    isa: Isa,
    batch: Batch,
    weights: Weights,
    mover: &(impl Fn(&mut [f32], &[f32], [&mut [f32]; 2]) + Sync),
    pieces: usize,
    buffers: &mut Buffers,
    spare: &Spare,
) {
    let inputs = batch.x.columns;
    let half = (inputs * (pieces / 2) / pieces.max(1)).next_multiple_of(2 * MAX_LANES);
    if pieces <= 1 || half >= inputs {
        return blocks(isa, batch, weights, mover, buffers);
    }
    let (left, right) = weights.split(half);
    let (left_batch, right_batch) = (batch.columns(0..half), batch.columns(half..inputs));
    let mut other = spare.take();
    rayon::join(
        || split(isa, left_batch, left, mover, pieces / 2, buffers, spare),
        || split(isa, right_batch, right, mover, pieces - pieces / 2, &mut other, spare),
    );
    spare.put(other);
}

fn blocks(
    isa: Isa,
    batch: Batch,
    all: Weights,
    mover: &impl Fn(&mut [f32], &[f32], [&mut [f32]; 2]),
    buffers: &mut Buffers,
) {
    let Weights { mut weights, mut kept, mut d_x } = all;
    let (count, units) = (batch.d.rows, batch.d.columns);
    let (mut copy, mut tile) = (std::mem::take(&mut buffers.laid), std::mem::take(&mut buffers.tile));
    for columns in balanced(batch.x.columns, COLUMNS) {
        let wide = columns.len();
        let x = batch.x.part(0..count, columns.clone());
        for depth in balanced(units, DEPTH) {
            if d_x.rows() > 0 {
                // Others move the weights beside them: a view of whole rows would not be theirs alone.
                let copy = copy.get(depth.len() * wide);
                let mut block = weights.part(depth.clone(), columns.clone());
                copy.chunks_exact_mut(wide).enumerate().for_each(|(i, copy)| copy.copy_from_slice(block.row(i)));
                let a = batch.d.part(0..count, depth.clone());
                let (b, c) = (Mat::new(copy, depth.len(), wide), d_x.part(0..count, columns.clone()));
                isa.run(Gemm { a, b, c, accumulate: depth.start > 0, buffers });
            }
            for rows in balanced(depth.len(), ROWS) {
                let rows = depth.start + rows.start..depth.start + rows.end;
                let gradients = tile.get(rows.len() * wide);
                let c = Block::new(gradients, rows.len(), wide, wide);
                let a = batch.d.transposed().part(rows.clone(), 0..count);
                isa.run(Gemm { a, b: x, c, accumulate: false, buffers });
                let mut weights = weights.part(rows.clone(), columns.clone());
                let [a, b] = &mut kept;
                let mut kept = [a, b].map(|kept| match kept.rows() {
                    0 => kept.part(0..0, columns.clone()),
                    _ => kept.part(rows.clone(), columns.clone()),
                });
                for (i, gradients) in gradients.chunks_exact(wide).enumerate() {
                    let [a, b] = &mut kept;
                    let kept = [a, b].map(|kept| if kept.rows() == 0 { &mut [] } else { kept.row(i) });
                    mover(weights.row(i), gradients, kept);
                }
            }
        }
    }
    (buffers.laid, buffers.tile) = (copy, tile);
}
