//! Receptive fields against a trace: which pixels an output value is computed from.

use convnet_shape::{Field, Pair, Round, Volume, Window};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;

/// The columns and rows that the value at (`x`, `y`) of the last layer sees, layer by layer back to the input; some of
/// them lie before the edge, in the padding.
fn trace(layers: &[(Window, Pair)], x: i64, y: i64) -> BTreeSet<(i64, i64)> {
    layers.iter().rev().fold(BTreeSet::from([(x, y)]), |seen, (window, pad)| {
        let taps = |(x, y): (i64, i64)| {
            let at = |place: i64, stride: usize, pad: usize, tap: usize, dilation: usize| {
                place * stride as i64 - pad as i64 + (tap * dilation) as i64
            };
            (0..window.size.y).flat_map(move |down| {
                (0..window.size.x).map(move |across| {
                    (
                        at(x, window.stride.x, pad.x, across, window.dilation.x),
                        at(y, window.stride.y, pad.y, down, window.dilation.y),
                    )
                })
            })
        };
        seen.into_iter().flat_map(taps).collect()
    })
}

/// First column, first row, and the size of the smallest box around the pixels.
fn frame(seen: &BTreeSet<(i64, i64)>) -> (i64, i64, Pair) {
    let range = |values: Vec<i64>| (*values.iter().min().unwrap(), *values.iter().max().unwrap());
    let (left, right) = range(seen.iter().map(|p| p.0).collect());
    let (top, bottom) = range(seen.iter().map(|p| p.1).collect());
    (left, top, Pair::new((right - left + 1) as usize, (bottom - top + 1) as usize))
}

#[test]
fn fields_are_the_pixels_that_a_value_is_computed_from() {
    let mut rng = StdRng::seed_from_u64(1);
    let mut draw =
        |least: usize, most: usize| Pair::new(rng.random_range(least..=most), rng.random_range(least..=most));
    for _ in 0..500 {
        let layers: Vec<(Window, Pair)> = (0..draw(1, 4).x)
            .map(|_| {
                let (size, stride, pad, dilation) = (draw(1, 4), draw(1, 3), draw(0, 2), draw(1, 3));
                let window = Window::new(size.x, size.y).stride(stride.x, stride.y).dilation(dilation.x, dilation.y);
                (window.round(Round::Floor).pad(pad.x, pad.y), pad)
            })
            .collect();
        let field = layers.iter().fold(Field::INPUT, |field, (window, _)| field.then(Field::window(window)));
        let (x, y, size) = frame(&trace(&layers, 0, 0));
        assert_eq!(field.size, size, "{layers:?}");
        let (right, below, _) = frame(&trace(&layers, 1, 1));
        assert_eq!(field.jump, Pair::new((right - x) as usize, (below - y) as usize), "{layers:?}");
    }
}

/// A fully connected layer is a window over all of its input.
#[test]
fn a_whole_volume_is_a_window_over_it() {
    let before = Field::window(&Window::new(3, 5).stride(2, 1));
    let whole = before.then(Field::whole(Volume::new(7, 4, 9)));
    assert_eq!(whole.size, before.then(Field::window(&Window::new(7, 4))).size);
    assert_eq!(whole.then(Field::whole(Volume::new(1, 1, 10))), whole);
    assert_eq!(Field::INPUT.then(whole), whole);
}

#[test]
fn a_join_sees_what_the_wider_branch_sees() {
    let narrow = Field::window(&Window::new(1, 3));
    let wide = Field::window(&Window::new(5, 1));
    assert_eq!(narrow.join(wide).size, Pair::new(5, 3));
    assert_eq!(Field::INPUT.join(narrow), narrow);
    assert_eq!((wide.growth(Field::INPUT), wide.growth(wide)), (4, 0));
}

#[test]
fn numbers_too_large_to_count_stay_at_the_largest() {
    let huge = Field::window(&Window::new(usize::MAX, 2).stride(usize::MAX, 2).dilation(usize::MAX, 1));
    let both = huge.then(huge);
    assert_eq!((both.size, both.jump), (Pair::new(usize::MAX, 4), Pair::new(usize::MAX, 4)));
}
