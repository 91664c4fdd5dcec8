//! What becomes of the gradients that the backward pass makes: they are kept, or move their parameters at once, while
//! they are in cache.

use super::Gradients;
use std::ops::Range;

/// Values that a thread updates in one go: 16 Ki, whose arrays stay in a core's second cache. Shorter stretches are
/// updated by the calling thread, in less time than waking another takes.
const CHUNK: usize = 1 << 14;

/// Some parameters of one tensor, all that moves them, and nothing else.
#[derive(Debug)]
pub struct Stretch<'a> {
    /// The parameters.
    pub params: &'a mut [f32],
    /// Their gradients, as many.
    pub gradients: &'a [f32],
    /// What the optimizer keeps for each of them from step to step: as many numbers in each array, or none.
    pub kept: [&'a mut [f32]; 2],
}

impl<'a> Stretch<'a> {
    /// The first `at` parameters and the others.
    pub fn split_at(self, at: usize) -> (Stretch<'a>, Stretch<'a>) {
        let (params, other_params) = self.params.split_at_mut(at);
        let (gradients, other_gradients) = self.gradients.split_at(at);
        let (kept, others) = split_kept(self.kept, at);
        (
            Stretch { params, gradients, kept },
            Stretch { params: other_params, gradients: other_gradients, kept: others },
        )
    }

    /// Calls `f` for all of it, piece by piece, on the current rayon pool where it is long.
    pub fn in_pieces(self, f: &(impl Fn(Stretch<'_>) + Sync)) {
        let len = self.params.len();
        if len <= CHUNK {
            return f(self);
        }
        let (start, end) = self.split_at((len / 2).next_multiple_of(CHUNK));
        rayon::join(|| start.in_pieces(f), || end.in_pieces(f));
    }
}

/// Arrays of as many values as there are parameters, or none, cut before parameter `at`.
pub(super) fn split_kept(kept: [&mut [f32]; 2], at: usize) -> ([&mut [f32]; 2], [&mut [f32]; 2]) {
    let [(a, c), (b, d)] = kept.map(|kept| kept.split_at_mut(at.min(kept.len())));
    ([a, b], [c, d])
}

/// A tensor that learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Learns {
    /// Its number among the network's tensors.
    pub tensor: usize,
    /// Its parameters.
    pub range: Range<usize>,
}

/// Moves the parameters of a stretch of the tensor with this number.
pub type Mover<'a> = dyn Fn(usize, Stretch<'_>) + Sync + 'a;

/// The parameters of a network during its backward pass, and what the gradients do to them.
pub struct Learner<'a>(Fate<'a>);

enum Fate<'a> {
    /// Gradients are written down.
    Keep { params: &'a [f32], gradients: Gradients<'a> },
    /// Gradients move their parameters.
    Move { params: &'a mut [f32], kept: [&'a mut [f32]; 2], learning: &'a [Learns], mover: &'a Mover<'a> },
}

/// The parameters of a tensor that its gradients are to move.
pub(super) struct Moving<'a> {
    pub(super) params: &'a mut [f32],
    pub(super) kept: [&'a mut [f32]; 2],
    tensor: usize,
    mover: &'a Mover<'a>,
}

impl<'a> Moving<'a> {
    /// Moves a part of them.
    pub(super) fn mover(&self) -> impl Fn(Stretch<'_>) + Sync + use<'a> {
        let (tensor, mover) = (self.tensor, self.mover);
        move |stretch| mover(tensor, stretch)
    }
}

/// Where the gradients of a tensor go.
pub(super) enum Target<'a> {
    /// Here; the parameters, all of them, stay.
    Gradients(&'a [f32], &'a mut [f32]),
    /// To these parameters.
    Moving(Moving<'a>),
}

impl<'a> Learner<'a> {
    /// Keeps the gradients that are asked for; the parameters stay.
    pub fn keep(params: &'a [f32], gradients: Gradients<'a>) -> Learner<'a> {
        Learner(Fate::Keep { params, gradients })
    }

    /// Moves the parameters of the tensors `learning`, in the order of `params`, by `mover`, as soon as nobody needs
    /// their old values. `kept`: what the optimizer keeps, as long as `params` or empty.
    pub fn moving(
        params: &'a mut [f32],
        kept: [&'a mut [f32]; 2],
        learning: &'a [Learns],
        mover: &'a Mover<'a>,
    ) -> Learner<'a> {
        Learner(Fate::Move { params, kept, learning, mover })
    }

    /// All parameters. Those whose gradients have come have moved.
    pub fn params(&self) -> &[f32] {
        match &self.0 {
            Fate::Keep { params, .. } => params,
            Fate::Move { params, .. } => params,
        }
    }

    /// Where the gradients of parameters `at..at + len`, of one tensor, go; `None` where it is frozen.
    pub(super) fn target(&mut self, at: usize, len: usize) -> Option<Target<'_>> {
        match &mut self.0 {
            Fate::Keep { params, gradients } => gradients.slice(at, len).map(|into| Target::Gradients(params, into)),
            Fate::Move { params, kept, learning, mover } => {
                let learns = learning.iter().find(|learns| learns.range.contains(&at))?;
                let (range, [a, b]) = (at..at + len, kept);
                let kept = [a, b].map(|kept| kept.get_mut(range.clone()).unwrap_or_default());
                Some(Target::Moving(Moving { params: &mut params[range], kept, tensor: learns.tensor, mover: *mover }))
            }
        }
    }

    /// Whether the tensor to which parameter `at` belongs learns.
    pub(super) fn learns(&mut self, at: usize) -> bool {
        self.target(at, 1).is_some()
    }

    /// Takes the gradients of the parameters from `at` on, of one tensor; whether that learns.
    pub(super) fn give(&mut self, at: usize, gradients: &[f32]) -> bool {
        match self.target(at, gradients.len()) {
            None => return false,
            Some(Target::Gradients(_, into)) => into.copy_from_slice(gradients),
            Some(Target::Moving(moving)) => {
                let mover = moving.mover();
                Stretch { params: moving.params, gradients, kept: moving.kept }.in_pieces(&mover);
            }
        }
        true
    }

    /// Takes the gradients of the parameters from `base` on, of any number of tensors: piece by piece, on the current
    /// rayon pool where there are many, as soon as `finish(i, piece)` has made those from the `i`-th on what they are
    /// to be.
    pub fn give_finished(&mut self, base: usize, gradients: &mut [f32], finish: &(impl Fn(usize, &mut [f32]) + Sync)) {
        let range = base..base + gradients.len();
        match &mut self.0 {
            Fate::Keep { gradients: into, .. } => {
                let copy = |at: usize, piece: &mut [f32], into: &mut [f32]| {
                    finish(at, piece);
                    into.copy_from_slice(piece);
                };
                let into = into.all(base, gradients.len());
                finish_pieces(0, gradients, into, [&mut [], &mut []], &|at, piece, into, _| copy(at, piece, into));
            }
            Fate::Move { params, kept: [a, b], learning, mover } => {
                let kept = [a, b].map(|kept| kept.get_mut(range.clone()).unwrap_or_default());
                let begin = learning.partition_point(|learns| learns.range.end <= base);
                let learning = &learning[begin..];
                let apply = |at: usize, piece: &mut [f32], params: &mut [f32], kept: [&mut [f32]; 2]| {
                    finish(at, piece);
                    let (start, [a, b]) = (base + at, kept);
                    for Learns { tensor, range } in learning {
                        let from = range.start.max(start) - start;
                        let to = range.end.min(start + piece.len()).saturating_sub(start);
                        if from >= piece.len() {
                            break;
                        }
                        if from < to {
                            let kept = [&mut *a, &mut *b].map(|kept| kept.get_mut(from..to).unwrap_or_default());
                            let (params, gradients) = (&mut params[from..to], &piece[from..to]);
                            mover(*tensor, Stretch { params, gradients, kept });
                        }
                    }
                };
                finish_pieces(0, gradients, &mut params[range], kept, &apply);
            }
        }
    }
}

/// Cuts arrays of the same length, the last of which may be empty, into pieces, and calls `f` with the place of each.
fn finish_pieces(
    at: usize,
    gradients: &mut [f32],
    into: &mut [f32],
    kept: [&mut [f32]; 2],
    f: &(impl Fn(usize, &mut [f32], &mut [f32], [&mut [f32]; 2]) + Sync),
) {
    if gradients.len() <= CHUNK {
        return f(at, gradients, into, kept);
    }
    let half = (gradients.len() / 2).next_multiple_of(CHUNK);
    let (start, end) = gradients.split_at_mut(half);
    let (into_start, into_end) = into.split_at_mut(half);
    let (kept_start, kept_end) = split_kept(kept, half);
    rayon::join(
        || finish_pieces(at, start, into_start, kept_start, f),
        || finish_pieces(at + half, end, into_end, kept_end, f),
    );
}
