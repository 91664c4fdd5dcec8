//! What a value sees of the input.

use crate::{Message, Pair, Volume, Window};

/// The receptive field of a layer's values: the stretch of the input from which one of them is computed.
///
/// It is the theoretical one: it says nothing of the input's size, and near an edge it reaches into the padding. The taps of a
/// dilated window leave gaps in it. Numbers too large to count stay at `usize::MAX`.
///
/// ```
/// use convnet_shape::{Field, Pair, Window};
///
/// // conv(5x5) -> pool(2): 6x6 pixels, and the next value's begin two pixels further on.
/// let field = Field::INPUT.then(Field::window(&Window::new(5, 5))).then(Field::window(&Window::new(2, 2).stride(2, 2)));
/// assert_eq!((field.size, field.jump), (Pair::square(6), Pair::square(2)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its size, in pixels of the input.
    pub size: Pair,
    /// The way from one value's field to its neighbour's, in pixels of the input.
    pub jump: Pair,
}

impl Field {
    /// A pixel sees itself; so does, of what it reads, a layer that works value by value.
    pub const INPUT: Field = Field { size: Pair::square(1), jump: Pair::square(1) };

    /// What a value sees of the volume over which its window slides.
    pub const fn window(window: &Window) -> Field {
        let Window { size, stride, dilation, .. } = *window;
        Field { size: Pair::new(reach(size.x, dilation.x), reach(size.y, dilation.y)), jump: stride }
    }

    /// What a value sees that is computed from all of `input`.
    pub const fn whole(input: Volume) -> Field {
        Field { size: Pair::new(input.width, input.height), jump: Pair::square(1) }
    }

    /// What a value sees that sees `next` of values that see `self`.
    pub const fn then(self, next: Field) -> Field {
        Field {
            size: Pair::new(grown(self.size.x, self.jump.x, next.size.x), grown(self.size.y, self.jump.y, next.size.y)),
            jump: Pair::new(self.jump.x.saturating_mul(next.jump.x), self.jump.y.saturating_mul(next.jump.y)),
        }
    }

    /// What a value sees that is computed from one with each of these fields: the larger one.
    pub const fn join(self, other: Field) -> Field {
        Field { size: larger(self.size, other.size), jump: larger(self.jump, other.jump) }
    }

    /// As a table tells it: `6x6, jump 2`.
    pub const fn text(&self) -> Message {
        let m = Message::new().pair(self.size);
        if self.jump.x == 1 && self.jump.y == 1 { m } else { m.text(", jump ").short_pair(self.jump) }
    }

    /// By how many pixels it is wider or higher than `before`, whichever is more.
    pub const fn growth(self, before: Field) -> u64 {
        let x = self.size.x.saturating_sub(before.size.x);
        let y = self.size.y.saturating_sub(before.size.y);
        if x > y { x as u64 } else { y as u64 }
    }
}

/// From the first tap to the last. A size of 0 is told of elsewhere.
const fn reach(size: usize, dilation: usize) -> usize {
    size.saturating_sub(1).saturating_mul(dilation).saturating_add(1)
}

/// `taps` fields of `size`, `jump` apart.
const fn grown(size: usize, jump: usize, taps: usize) -> usize {
    size.saturating_add(taps.saturating_sub(1).saturating_mul(jump))
}

const fn larger(a: Pair, b: Pair) -> Pair {
    Pair::new(if a.x > b.x { a.x } else { b.x }, if a.y > b.y { a.y } else { b.y })
}
