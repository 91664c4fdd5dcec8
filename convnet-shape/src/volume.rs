//! Volumes and sliding windows.

use crate::Message;

/// The size of an activation: width x height x depth, in the order in which CS231n writes it.
///
/// In memory a volume is stored depth by depth, each depth slice row by row (`CHW`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Volume {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Channels.
    pub depth: usize,
}

impl Volume {
    /// A volume of `width` x `height` x `depth` values.
    pub const fn new(width: usize, height: usize, depth: usize) -> Volume {
        Volume { width, height, depth }
    }

    /// The number of values: width · height · depth.
    pub const fn len(&self) -> usize {
        self.width * self.height * self.depth
    }

    /// Whether the volume holds no value.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of values in one depth slice: width · height.
    pub const fn plane(&self) -> usize {
        self.width * self.height
    }
}

/// A horizontal and a vertical number: a window's size, a stride, a pad, a dilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Horizontal, along the width.
    pub x: usize,
    /// Vertical, along the height.
    pub y: usize,
}

impl Pair {
    /// `x` along the width, `y` along the height.
    pub const fn new(x: usize, y: usize) -> Pair {
        Pair { x, y }
    }

    /// The same number in both directions.
    pub const fn square(size: usize) -> Pair {
        Pair { x: size, y: size }
    }

    /// x · y.
    pub const fn area(&self) -> usize {
        self.x * self.y
    }
}

/// How much is put around the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// So many columns on the left and on the right, and so many rows above and below.
    Number(Pair),
    /// As much as keeps the width and height at stride 1; where that is odd, the extra column
    /// (row) goes to the right (to the bottom).
    Same,
}

/// What happens to the positions when the stride does not divide the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// A remainder is an error.
    Exact,
    /// The remainder of the input is left out.
    Floor,
    /// One more window, partly over the edge; it must begin inside the input or its left or upper pad.
    Ceil,
}

/// A window that slides over a volume, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its size.
    pub size: Pair,
    /// Its step.
    pub stride: Pair,
    /// The padding around the input.
    pub padding: Padding,
    /// The distance between two of its taps; 1 is a dense window.
    pub dilation: Pair,
    /// The rule for remainders.
    pub round: Round,
}

impl Window {
    /// A dense window `x` wide and `y` high: stride 1, no padding, no remainder.
    pub const fn new(x: usize, y: usize) -> Window {
        let padding = Padding::Number(Pair::square(0));
        let one = Pair::square(1);
        Window { size: Pair::new(x, y), stride: one, padding, dilation: one, round: Round::Exact }
    }

    /// With another step.
    pub const fn stride(mut self, x: usize, y: usize) -> Window {
        self.stride = Pair::new(x, y);
        self
    }

    /// With `x` columns of padding on either side, and `y` rows above and below.
    pub const fn pad(mut self, x: usize, y: usize) -> Window {
        self.padding = Padding::Number(Pair::new(x, y));
        self
    }

    /// With the padding that keeps the size.
    pub const fn same(mut self) -> Window {
        self.padding = Padding::Same;
        self
    }

    /// With another distance between its taps.
    pub const fn dilation(mut self, x: usize, y: usize) -> Window {
        self.dilation = Pair::new(x, y);
        self
    }

    /// With another rule for remainders.
    pub const fn round(mut self, round: Round) -> Window {
        self.round = round;
        self
    }

    /// As a table tells it, with what is not as usual: `3x3, stride 2, pad 1`. `groups` is 1 where there are none.
    pub const fn text(&self, groups: usize) -> Message {
        let mut m = Message::new().pair(self.size);
        if self.stride.x != 1 || self.stride.y != 1 {
            m = m.text(", stride ").short_pair(self.stride);
        }
        match self.padding {
            Padding::Same => m = m.text(", pad same"),
            Padding::Number(Pair { x: 0, y: 0 }) => {}
            Padding::Number(pad) => m = m.text(", pad ").short_pair(pad),
        }
        if self.dilation.x != 1 || self.dilation.y != 1 {
            m = m.text(", dilation ").short_pair(self.dilation);
        }
        if groups != 1 {
            m = m.text(", groups ").number(groups as u64);
        }
        m
    }
}
