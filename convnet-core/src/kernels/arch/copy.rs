//! Copies of many short stretches, in whole vectors: the packing of image pixels and patches. What is written behind a
//! stretch's end is meant to be overwritten by the next one. The ends are checked once, not for every stretch.

use super::{Simd, Taps};

/// Where a vector comes from and where it goes to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Move {
    /// Its place in the source, from the tap on.
    pub from: u32,
    /// Its place in the row that is written.
    pub to: u32,
}

/// For each tap a row of `to`, rows `wide` apart: the vectors of `moves`.
#[inline(always)]
pub fn gather<S: Simd>(s: S, from: &[f32], taps: Taps, moves: &[Move], wide: usize, to: &mut [f32]) {
    let Some(rows) = taps.len().checked_sub(1) else { return };
    let furthest =
        |place: fn(&Move) -> u32| (moves.iter().map(place).max().unwrap_or(0) as usize).saturating_add(S::LANES);
    assert!(taps.reach().saturating_add(furthest(|m| m.from)) <= from.len(), "the source ends before the last vector");
    let end = rows.checked_mul(wide).and_then(|at| at.checked_add(furthest(|m| m.to)));
    assert!(end.is_some_and(|end| end <= to.len()), "the panel ends before the last vector");
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    for (row, &tap) in taps.offsets().iter().enumerate() {
        for m in moves {
            // SAFETY: `tap` is at most `reach`, `m.from` at most the furthest: the vector lies within the source.
            let v = unsafe { s.load_at(from.add(tap as usize + m.from as usize)) };
            // SAFETY: `row` is at most `rows`, `m.to` at most the furthest: the vector lies within the panel.
            unsafe { s.store_at(v, to.add(row * wide + m.to as usize)) };
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
