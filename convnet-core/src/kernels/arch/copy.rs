//! Copies of many short stretches, in whole vectors: the packing of image pixels and patches. What is written behind a
//! stretch's end is meant to be overwritten by the next one. The ends are checked once, not for every stretch.

use super::Taps;

/// Where a stretch comes from and where it goes to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Move {
    /// Its place in the source, from the tap on.
    from: u32,
    /// Its place in the row that is written.
    to: u32,
}

/// The stretches that a packed row is made of.
#[derive(Debug)]
pub struct Moves<'a> {
    moves: &'a mut Vec<Move>,
    /// The values of a stretch: 4, 8 or 16.
    stretch: usize,
}

impl<'a> Moves<'a> {
    /// None yet, in this memory; they will be of pieces of `len` values or so.
    #[inline(always)]
    pub fn new(moves: &'a mut Vec<Move>, len: usize) -> Moves<'a> {
        let stretch = match len {
            0..=4 => 4,
            5..=8 => 8,
            _ => 16,
        };
        moves.clear();
        Moves { moves, stretch }
    }

    /// `len` neighbours. What their last stretch writes behind them is meant to be overwritten by those that follow,
    /// or by the next row.
    #[inline(always)]
    pub fn push(&mut self, from: usize, to: usize, len: usize) {
        let starts = (0..len).step_by(self.stretch);
        self.moves.extend(starts.map(|at| Move { from: (from + at) as u32, to: (to + at) as u32 }));
    }

    /// Makes a row of `to` for each tap, rows `wide` apart.
    #[inline(always)]
    pub fn gather(&self, from: &[f32], taps: Taps, wide: usize, to: &mut [f32]) {
        match self.stretch {
            4 => gather::<4>(from, taps, self.moves, wide, to),
            8 => gather::<8>(from, taps, self.moves, wide, to),
            _ => gather::<16>(from, taps, self.moves, wide, to),
        }
    }
}

#[inline(always)]
fn gather<const N: usize>(from: &[f32], taps: Taps, moves: &[Move], wide: usize, to: &mut [f32]) {
    let Some(rows) = taps.len().checked_sub(1) else { return };
    let furthest = |place: fn(&Move) -> u32| (moves.iter().map(place).max().unwrap_or(0) as usize).saturating_add(N);
    assert!(taps.reach().saturating_add(furthest(|m| m.from)) <= from.len(), "the source ends before the last stretch");
    let end = rows.checked_mul(wide).and_then(|at| at.checked_add(furthest(|m| m.to)));
    assert!(end.is_some_and(|end| end <= to.len()), "the panel ends before the last stretch");
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    for (row, &tap) in taps.offsets().iter().enumerate() {
        for m in moves {
            // SAFETY: `tap` is at most `reach`, `m.from` at most the furthest: N values lie within the source.
            let v = unsafe { from.add(tap as usize + m.from as usize).cast::<[f32; N]>().read_unaligned() };
            // SAFETY: `row` is at most `rows`, `m.to` at most the furthest: N values lie within the panel.
            unsafe { to.add(row * wide + m.to as usize).cast::<[f32; N]>().write_unaligned(v) };
        }
    }
}

/// `N` values from each tap, one stretch every `wide` values.
#[inline(always)]
pub fn gather_rows<const N: usize>(from: &[f32], taps: Taps, wide: usize, to: &mut [f32]) {
    let Some(rows) = taps.len().checked_sub(1) else { return };
    assert!(taps.reach().saturating_add(N) <= from.len(), "the source ends before the last stretch");
    assert!(
        rows.checked_mul(wide).and_then(|at| at.checked_add(N)).is_some_and(|end| end <= to.len()),
        "the patch ends before the last stretch"
    );
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    for (row, &tap) in taps.offsets().iter().enumerate() {
        // SAFETY: `tap` is at most `reach`: N values lie within the source.
        let stretch = unsafe { from.add(tap as usize).cast::<[f32; N]>().read_unaligned() };
        // SAFETY: `row` is at most `rows`: N values lie within the patch.
        unsafe { to.add(row * wide).cast::<[f32; N]>().write_unaligned(stretch) };
    }
}
