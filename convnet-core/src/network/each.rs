//! Taking the images of a batch through a stage, in pieces.
//!
//! A batch is cut into at most [`PIECES`] pieces. The cut depends on the number of images alone, and each piece sums
//! its images' gradients in their order; the pieces' sums are added in the order of the pieces. Threads decide only
//! who works on a piece: the bits are the same on any number of them.

use super::Layer;
use crate::steps::{Learner, Rows, RowsMut, Scratch, Scratches};
use std::sync::{Mutex, PoisonError};

/// The most pieces of a batch: enough for the workers of a large machine to share them evenly, few enough for their
/// gradients to stay small beside the images.
pub const PIECES: usize = 16;

/// Work (multiply-adds and values written) below which a batch stays on the calling thread: waking another costs as
/// much as about a hundred thousand multiply-adds.
const PARALLEL: u64 = 200_000;

/// Work (multiply-adds) from which on a pass is worth a thread of the pool.
const ENTER: u64 = 1_000_000;

/// Runs `pass`, of so many multiply-adds, on a thread of the current rayon pool where it is large enough to be shared:
/// each of its tasks would otherwise be handed over from outside the pool, which puts the caller to sleep each time.
pub fn enter<R: Send>(work: u64, pass: impl FnOnce() -> R + Send) -> R {
    if work < ENTER || rayon::current_thread_index().is_some() { pass() } else { rayon::scope(|_| pass()) }
}

/// How many images a piece of a batch of `count` has; the last piece may have fewer.
const fn per_piece(count: usize) -> usize {
    count.div_ceil(PIECES)
}

/// Pieces for batches of up to `batch` images.
pub fn pieces<P>(batch: usize, mut new: impl FnMut() -> P) -> Vec<P> {
    (0..batch.min(PIECES)).map(|_| new()).collect()
}

/// The pieces that a batch of `count` images uses.
fn used<P>(pieces: &mut [P], count: usize) -> &mut [P] {
    let len = if count == 0 { 0 } else { count.div_ceil(per_piece(count)) };
    &mut pieces[..len]
}

/// The work of the layers `from..to` for one image.
pub const fn work(layers: &[Layer], from: usize, to: usize) -> u64 {
    let (mut sum, mut i) = (0, from);
    while i < to {
        sum += layers[i].macs + layers[i].output.len() as u64;
        i += 1;
    }
    sum
}

/// A sequence with one item an image.
pub trait PerImage: Send + Sized {
    /// An image's item.
    type Item;
    /// The first `mid` images' and the others'.
    fn split_at(self, mid: usize) -> (Self, Self);
    /// Takes the first image's item away.
    fn take_first(&mut self) -> Self::Item;
}

impl<'a> PerImage for Rows<'a> {
    type Item = &'a [f32];

    fn split_at(self, mid: usize) -> (Self, Self) {
        Rows::split_at(self, mid)
    }

    fn take_first(&mut self) -> &'a [f32] {
        let (first, rest) = Rows::split_at(*self, 1);
        *self = rest;
        first.data()
    }
}

impl<'a> PerImage for RowsMut<'a> {
    type Item = &'a mut [f32];

    fn split_at(self, mid: usize) -> (Self, Self) {
        RowsMut::split_at(self, mid)
    }

    fn take_first(&mut self) -> &'a mut [f32] {
        RowsMut::take_first(self)
    }
}

impl<'a, T: Send> PerImage for &'a mut [T] {
    type Item = &'a mut T;

    fn split_at(self, mid: usize) -> (Self, Self) {
        self.split_at_mut(mid)
    }

    fn take_first(&mut self) -> &'a mut T {
        self.split_off_first_mut().expect("as many items as images")
    }
}

macro_rules! tuples {
    ($(($($name:ident . $index:tt),+))+) => {$(
        impl<$($name: PerImage),+> PerImage for ($($name,)+) {
            type Item = ($($name::Item,)+);

            fn split_at(self, mid: usize) -> (Self, Self) {
                let parts = ($(self.$index.split_at(mid),)+);
                (($(parts.$index.0,)+), ($(parts.$index.1,)+))
            }

            fn take_first(&mut self) -> Self::Item {
                ($(self.$index.take_first(),)+)
            }
        }
    )+};
}

tuples! {
    (A.0)
    (A.0, B.1)
    (A.0, B.1, C.2)
    (A.0, B.1, C.2, D.3)
    (A.0, B.1, C.2, D.3, E.4)
    (A.0, B.1, C.2, D.3, E.4, F.5)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7)
}

/// Calls `f(piece, working memory, image's number, its items)` for each of `count` images: the images of a piece in
/// their order, the pieces on the current rayon pool where `work` for one image makes that worth while.
///
/// There are as many workers as threads, or as pieces if those are fewer, and so many working memories. Each worker has
/// pieces of its own, neighbours, so that its memory has grown after one step, and the next stage, which cuts a batch
/// likewise, finds an image in the cache of the core that made it. A worker who is done takes pieces of another.
pub fn each<P: Send, T: PerImage>(
    pieces: &mut [P],
    scratches: &mut Scratches,
    count: usize,
    work: u64,
    items: T,
    f: impl Fn(&mut P, &mut Scratch, usize, T::Item) + Sync,
) {
    if count == 0 {
        return;
    }
    let parallel = work.saturating_mul(count as u64) >= PARALLEL;
    let pieces = used(pieces, count);
    let threads = if parallel { rayon::current_num_threads() } else { 1 };
    let workers = pieces.len().min(threads);
    let mut rest = Some(Cut { first: 0, count, per: per_piece(count), pieces, items });
    let shares: [Mutex<Share<P, T>>; PIECES] = std::array::from_fn(|worker| {
        let (own, others) = match rest.take() {
            Some(cut) if worker < workers => cut.split_at(|pieces| pieces / (workers - worker)),
            _ => (None, None),
        };
        rest = others;
        Mutex::new(Share { left: own, begun: false })
    });
    let scratches = scratches.take(workers, threads_of_an_image(count, workers, threads), per_piece(count));
    share(scratches, 0, &shares[..workers], &f);
}

/// How many of `threads` share a step of one image, when `workers` take `count` of them through a stage. An image in
/// parts is more work than as a whole: only where a quarter of the threads would have none.
fn threads_of_an_image(count: usize, workers: usize, threads: usize) -> usize {
    let busy = count.div_ceil(workers.max(1)) * threads;
    if 4 * count <= 3 * busy { (threads / workers.max(1)).max(2) } else { 1 }
}

/// Some pieces in a row, and the items of their images.
struct Cut<'a, P, T> {
    pieces: &'a mut [P],
    items: T,
    /// The number of the first image.
    first: usize,
    /// Images.
    count: usize,
    /// Images in each piece of the batch but the last.
    per: usize,
}

impl<'a, P, T: PerImage> Cut<'a, P, T> {
    /// The first pieces and the others, where there are some: `at` says how many of all are the first.
    fn split_at(self, at: impl Fn(usize) -> usize) -> (Option<Self>, Option<Self>) {
        let at = at(self.pieces.len());
        let (left, right) = self.pieces.split_at_mut(at);
        let images = (at * self.per).min(self.count);
        let (items, other_items) = self.items.split_at(images);
        let start = Cut { pieces: left, items, count: images, ..self };
        let (first, count) = (self.first + images, self.count - images);
        let end = Cut { pieces: right, items: other_items, first, count, per: self.per };
        (Some(start).filter(|cut| cut.count > 0), Some(end).filter(|cut| cut.count > 0))
    }
}

/// A worker's share of a batch.
struct Share<'a, P, T> {
    /// What is left of it.
    left: Option<Cut<'a, P, T>>,
    /// Whether the worker has begun.
    begun: bool,
}

impl<'a, P, T: PerImage> Share<'a, P, T> {
    /// The worker's next piece.
    fn next(&mut self) -> Option<Cut<'a, P, T>> {
        self.begun = true;
        let (piece, left) = self.left.take()?.split_at(|_| 1);
        self.left = left;
        piece
    }

    /// A piece for another worker: the last one, but not the first, in which the worker's memory grows.
    fn last(&mut self) -> Option<Cut<'a, P, T>> {
        let cut = self.left.take_if(|cut| self.begun || cut.pieces.len() > 1)?;
        let (left, piece) = cut.split_at(|pieces| pieces - 1);
        self.left = left;
        piece
    }
}

/// Lets the workers with these memories, from number `first` on, go through their shares, and then through what is left
/// of those of others.
fn share<P: Send, T: PerImage>(
    scratches: &mut [Scratch],
    first: usize,
    shares: &[Mutex<Share<'_, P, T>>],
    f: &(impl Fn(&mut P, &mut Scratch, usize, T::Item) + Sync),
) {
    if let [scratch] = scratches {
        let of = |worker: usize| shares[worker].lock().unwrap_or_else(PoisonError::into_inner);
        let others = (first + 1..shares.len()).chain(0..first);
        let others = others.flat_map(|other| std::iter::from_fn(move || of(other).last()));
        for Cut { pieces, mut items, first, count, .. } in std::iter::from_fn(|| of(first).next()).chain(others) {
            for image in first..first + count {
                f(&mut pieces[0], scratch, image, items.take_first());
            }
        }
        return;
    }
    let half = scratches.len() / 2;
    let (left, right) = scratches.split_at_mut(half);
    rayon::join(|| share(left, first, shares, f), || share(right, first + half, shares, f));
}

/// Sets the pieces' sums of gradients to zero before a batch of `count` images.
pub fn clear<P>(pieces: &mut [P], count: usize, gradients: impl Fn(&mut P) -> &mut [f32]) {
    for piece in used(pieces, count) {
        gradients(piece).fill(0.0);
    }
}

/// Adds the pieces' sums of gradients up, in the order of the pieces, and gives them to `learner`: those of the
/// parameters from `base` on. The first piece's become those of all.
pub fn learn<P>(
    pieces: &mut [P],
    count: usize,
    gradients: impl Fn(&mut P) -> &mut [f32],
    base: usize,
    learner: &mut Learner,
) {
    let Some((first, others)) = used(pieces, count).split_first_mut() else { return };
    let mut sums: [&[f32]; PIECES] = [&[]; PIECES];
    let sums = &mut sums[..others.len()];
    sums.iter_mut().zip(others).for_each(|(sum, piece)| *sum = gradients(piece));
    let sums = &*sums;
    learner.give_finished(base, gradients(first), &|at, total| {
        for piece in sums {
            for (sum, value) in total.iter_mut().zip(&piece[at..]) {
                *sum += value;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::Isa;
    use crate::steps::Gradients;

    /// Every image is visited once, with its own row, by the piece that the cut gives it to.
    #[test]
    fn visits_every_image_once() {
        let mut scratches = Scratches::new(Isa::detect());
        for count in 1..100 {
            let x: Vec<f32> = (0..2 * count).map(|i| i as f32).collect();
            let mut y = vec![0.0; count];
            let mut parts = pieces(count, Vec::new);
            let rows = (Rows::new(&x, 2), RowsMut::new(&mut y, 1));
            each(&mut parts, &mut scratches, count, PARALLEL, rows, |piece: &mut Vec<usize>, _, i, (x, y)| {
                y[0] += x[0] + x[1];
                piece.push(i);
            });
            assert!(parts.len() <= PIECES);
            assert_eq!(parts.concat(), (0..count).collect::<Vec<_>>(), "{count} images");
            assert!(y.iter().enumerate().all(|(i, &y)| y == (4 * i + 1) as f32), "{count} images");
        }
    }

    /// Threads that would have no image work on parts of one, others on images of their own.
    #[test]
    fn an_image_is_shared_where_threads_are_idle() {
        let shares = [(1, 1, 2, 2), (2, 2, 2, 1), (3, 2, 2, 2), (8, 2, 2, 1), (1, 1, 16, 16), (4, 4, 16, 4)];
        for (count, workers, threads, expected) in shares.into_iter().chain([(9, 9, 16, 2), (64, 16, 16, 1)]) {
            let found = threads_of_an_image(count, workers, threads);
            assert_eq!(found, expected, "{count} images, {workers} workers, {threads} threads");
        }
    }

    #[test]
    fn sums_in_the_order_of_the_pieces() {
        let len = 40_000;
        let parts: Vec<Vec<f32>> = (0..PIECES).map(|p| vec![1.0 / (p + 1) as f32; len]).collect();
        for count in [1, 5, 16, 40] {
            let mut parts = parts.clone();
            let expected = used(&mut parts, count).iter().fold(0.0, |sum, p| sum + p[0]);
            let mut total = vec![f32::NAN; len];
            let mut learner = Learner::keep(&[], Gradients::new(7, &mut total));
            learn(&mut parts, count, |p| p, 7, &mut learner);
            assert!(total.iter().all(|&t| t == expected), "{count} images");
        }
    }
}
