//! What is wrong with a layer's numbers, and how it is said.

use crate::layers::{MAX_POOL_WINDOW, Slide};
use crate::{Help, Message, Pair, Request, Volume, Window};
use core::fmt;

/// Why a layer does not fit its input: the rule that is broken, and the request with all its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The layer as declared, and what reaches it.
    pub request: Request,
    /// The rule that it breaks.
    pub fault: Fault,
}

/// A rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This number must not be zero.
    Zero(Argument, Axis),
    /// (W − F + 2P)/S + 1 is not whole, and no rounding is declared.
    Remainder(Axis),
    /// The window does not fit into its padded input.
    WindowTooLarge(Axis),
    /// The window of a max-pool has more than [`MAX_POOL_WINDOW`] positions.
    WindowTooMany,
    /// `same` with a stride above 1.
    SameWithStride(Axis),
    /// A pool's pad is as large as its window or larger.
    PadOverWindow(Axis),
    /// The groups do not divide the filters.
    Filters,
    /// The groups do not divide the input's depth.
    Depth,
    /// The volume is not 1x1xN.
    NotFlat,
    /// A count is too large.
    Overflow(Count),
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Along the width and the height.
    Both,
    /// Along the width only.
    Width,
    /// Along the height only.
    Height,
    /// Along the width and along the height, with other numbers in each.
    Each,
}

/// What may overflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The network's input.
    Input,
    /// The reach of a dilated window.
    Reach,
    /// The padded input.
    Padded,
    /// The layer's output.
    Output,
    /// Weights and biases.
    Params,
    /// Multiply-adds.
    Macs,
}

/// An argument of a declaration: what an error is to be reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The layer's word.
    Word,
    /// The input's width.
    Width,
    /// The input's height.
    Height,
    /// The input's depth.
    Depth,
    /// The window's size.
    Window,
    /// `stride`.
    Stride,
    /// `pad`.
    Pad,
    /// `dilation`.
    Dilation,
    /// The number of filters.
    Filters,
    /// `groups`.
    Groups,
    /// The number of units.
    Units,
    /// The number of depth slices of `lrn`.
    Size,
}

impl Argument {
    /// Whether `self` is `other`; `==` is not for `const fn`s.
    pub const fn is(self, other: Argument) -> bool {
        self as u8 == other as u8
    }
}

impl Axis {
    /// `" along the width"`, or nothing for both.
    const fn along(self) -> &'static str {
        match self {
            Axis::Both | Axis::Each => "",
            Axis::Width => " along the width",
            Axis::Height => " along the height",
        }
    }
}

impl Error {
    /// The argument to blame.
    pub const fn argument(&self) -> Argument {
        match self.fault {
            Fault::Zero(argument, _) => argument,
            Fault::Remainder(_) | Fault::SameWithStride(_) => Argument::Stride,
            Fault::WindowTooLarge(_) | Fault::WindowTooMany => Argument::Window,
            Fault::PadOverWindow(_) | Fault::Overflow(Count::Padded) => Argument::Pad,
            Fault::Filters => Argument::Filters,
            Fault::Depth => Argument::Groups,
            Fault::NotFlat => Argument::Word,
            Fault::Overflow(Count::Input) => Argument::Width,
            Fault::Overflow(Count::Reach) => Argument::Dilation,
            Fault::Overflow(_) => match self.request {
                Request::Conv { .. } => Argument::Filters,
                Request::Fc { .. } => Argument::Units,
                _ => Argument::Window,
            },
        }
    }

    /// The direction in which it does not fit.
    pub const fn axis(&self) -> Axis {
        match self.fault {
            Fault::Zero(_, axis)
            | Fault::Remainder(axis)
            | Fault::WindowTooLarge(axis)
            | Fault::SameWithStride(axis)
            | Fault::PadOverWindow(axis) => axis,
            _ => Axis::Both,
        }
    }

    /// The rule with the numbers filled in, in one line:
    /// `stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5`.
    pub const fn message(&self) -> Message {
        let m = Message::new();
        match (self.fault, self.request.window()) {
            (Fault::Zero(argument, axis), _) => self.zero(argument, axis),
            (Fault::Remainder(axis), Some(w)) => self.remainder(axis, &w),
            (Fault::WindowTooLarge(axis), Some(w)) => self.too_large(axis, &w),
            (Fault::WindowTooMany, Some(w)) => m
                .text("the ")
                .pair(w.size)
                .text(" window has ")
                .count((w.size.x as u64).saturating_mul(w.size.y as u64))
                .text(" positions, and a max-pool can tell ")
                .count(MAX_POOL_WINDOW as u64)
                .text(" apart"),
            (Fault::SameWithStride(axis), Some(w)) => m
                .text("`pad = same` keeps the size, which stride ")
                .short_pair(w.stride)
                .text(" does not")
                .text(axis.along()),
            (Fault::PadOverWindow(axis), Some(w)) => {
                let m = m.text("pad ");
                let m = match w.padding {
                    crate::Padding::Number(pad) => m.short_pair(pad),
                    crate::Padding::Same => m.text("same"),
                };
                m.text(" is not smaller than the ")
                    .pair(w.size)
                    .text(" window")
                    .text(axis.along())
                    .text(": a window would lie wholly in the padding")
            }
            (Fault::NotFlat, _) => {
                let m = m.text("softmax works on 1x1xN");
                match self.request.input() {
                    Some(input) => m.text(", not on ").volume(input),
                    None => m,
                }
            }
            (Fault::Overflow(count), _) => self.overflow(count),
            _ => self.groups(),
        }
    }

    /// What would work, one line a kind of change, each searched with the rules themselves; empty where nothing
    /// near would.
    pub const fn help(&self) -> Help {
        crate::suggest::help(self)
    }

    /// Everything that is to be said: the layer, the volume that reaches it, the broken rule, and a line `help: ..`
    /// for each kind of change that would work.
    pub const fn report(&self, layer: &str) -> Message {
        let m = match self.request {
            // The input stands before the layers, and its message names it.
            Request::Input { .. } => Message::new(),
            _ => subject(layer, self.request.input()),
        };
        let mut m = m.then(&self.message());
        let (help, mut line) = (self.help(), 0);
        while line < Help::LINES {
            let (mut i, mut started) = (0, false);
            while i < Help::MOST {
                if let Some(suggestion) = help.suggestions[i]
                    && suggestion.line == line
                {
                    m = m.text(if started { "; " } else { "\nhelp: " }).then(&suggestion.text);
                    started = true;
                }
                i += 1;
            }
            line += 1;
        }
        if !help.advice.is_empty() {
            m = m.text("\nhelp: ").then(&help.advice);
        }
        m
    }

    const fn zero(&self, argument: Argument, axis: Axis) -> Message {
        let m = Message::new();
        match argument {
            Argument::Window => {
                let m = m.text("the ");
                let m = match self.request.window() {
                    Some(w) => m.pair(w.size).text(" "),
                    None => m,
                };
                m.text("window is ").text(match axis {
                    Axis::Both | Axis::Each => "0 wide and 0 high",
                    Axis::Width => "0 wide",
                    Axis::Height => "0 high",
                })
            }
            Argument::Stride => m.text("stride 0 never moves the window").text(axis.along()),
            Argument::Dilation => m.text("dilation 0 puts all taps of the window on one place").text(axis.along()),
            Argument::Filters => m.text("0 filters make an output without depth"),
            Argument::Groups => m.text("the depth cannot be split into 0 groups"),
            Argument::Units => m.text("0 units make an output without values"),
            Argument::Size => m.text("a sum over 0 depth slices normalises nothing"),
            _ => {
                let m = m.text("the input ");
                let m = match self.request.input() {
                    Some(input) => m.volume(input).text(" "),
                    None => m,
                };
                m.text(match argument {
                    Argument::Width => "is 0 wide",
                    Argument::Height => "is 0 high",
                    _ => "is 0 deep",
                })
            }
        }
    }

    /// The window along one axis, its reach, and the padding before and after.
    const fn slide(&self, axis: Axis, w: &Window) -> Option<(Slide, usize, usize, usize)> {
        let Some(input) = self.request.input() else { return None };
        let slide = match axis {
            Axis::Height => Slide::down(input, w),
            _ => Slide::across(input, w),
        };
        let Some(reach) = slide.reach() else { return None };
        let (before, after) = slide.pads(reach);
        Some((slide, reach, before, after))
    }

    const fn remainder(&self, axis: Axis, w: &Window) -> Message {
        let m = Message::new().text("stride ").short_pair(w.stride).text(" does not fit").text(axis.along()).text(": ");
        match axis {
            Axis::Each => {
                let m = self.quotient(m, Axis::Width, w).text(" along the width, ");
                self.quotient(m, Axis::Height, w).text(" along the height")
            }
            axis => self.quotient(m, axis, w),
        }
    }

    /// `(28 − 5 + 2·0)/2 + 1 = 12.5`.
    const fn quotient(&self, m: Message, axis: Axis, w: &Window) -> Message {
        let Some((slide, reach, before, after)) = self.slide(axis, w) else { return m };
        let m = m
            .text("(")
            .number(slide.len as u64)
            .text(" − ")
            .number(reach as u64)
            .text(" + 2·")
            .number(before as u64)
            .text(")/")
            .number(slide.stride as u64)
            .text(" + 1 ")
            .fraction("= ", (slide.len + before + after - reach) as u128 + slide.stride as u128, slide.stride as u128);
        with_reach(m, &slide, reach)
    }

    const fn too_large(&self, axis: Axis, w: &Window) -> Message {
        let m = Message::new().text("the ").pair(w.size).text(" window is ").text(match axis {
            Axis::Both | Axis::Each => "larger",
            Axis::Width => "wider",
            Axis::Height => "higher",
        });
        let m = m.text(" than its padded input: ");
        match axis {
            Axis::Each => {
                let m = self.excess(m, Axis::Width, w).text(" along the width, ");
                self.excess(m, Axis::Height, w).text(" along the height")
            }
            axis => self.excess(m, axis, w),
        }
    }

    /// `3 + 2·0 = 3 < 5`.
    const fn excess(&self, m: Message, axis: Axis, w: &Window) -> Message {
        let Some((slide, reach, before, after)) = self.slide(axis, w) else { return m };
        let m = m
            .number(slide.len as u64)
            .text(" + 2·")
            .number(before as u64)
            .text(" = ")
            .number((slide.len + before + after) as u64)
            .text(" < ")
            .number(reach as u64);
        with_reach(m, &slide, reach)
    }

    const fn groups(&self) -> Message {
        let Request::Conv { input, filters, groups, .. } = self.request else { return Message::new() };
        let m = Message::new();
        let (m, number) = match (self.fault, input) {
            (Fault::Depth, Some(input)) => {
                (m.text("depth ").number(input.depth as u64).text(" does not split into "), input.depth as u64)
            }
            _ => (m.number(filters as u64).text(" filters do not split into "), filters as u64),
        };
        m.number(groups as u64).text(" groups: ").number(number).text("/").number(groups as u64).text(" ").fraction(
            "= ",
            number as u128,
            groups as u128,
        )
    }

    const fn overflow(&self, count: Count) -> Message {
        let m = Message::new();
        match (count, self.request) {
            (Count::Input, Request::Input { volume }) => {
                m.text("the input ").volume(volume).text(" has more values than can be addressed")
            }
            (Count::Reach, _) => m.text("the dilated window reaches farther than can be counted"),
            (Count::Padded, _) => m.text("the padded input is larger than can be counted"),
            (Count::Params, Request::Fc { input: Some(input), units }) => m
                .count(units as u64)
                .text(" units over ")
                .volume(input)
                .text(" have more weights than can be addressed"),
            (Count::Params, Request::Conv { window, filters, .. }) => m
                .count(filters as u64)
                .text(" filters of ")
                .pair(window.size)
                .text(" have more weights than can be addressed"),
            (Count::Macs, _) => m.text("the layer has more multiply-adds than 64 bits can count"),
            _ => m.text("the layer's output has more values than can be addressed"),
        }
    }
}

/// Says where the reach of a dilated window comes from.
const fn with_reach(m: Message, slide: &Slide, reach: usize) -> Message {
    if slide.dilation == 1 {
        return m;
    }
    m.text(", where ")
        .number(reach as u64)
        .text(" = (")
        .number(slide.size as u64)
        .text(" − 1)·")
        .number(slide.dilation as u64)
        .text(" + 1 is the dilated window")
}

/// How an error about a layer begins: `conv1 reads 28x28x1: `, or `conv1: ` where nobody knows what reaches it.
pub const fn subject(layer: &str, input: Option<Volume>) -> Message {
    let m = Message::new().text(layer);
    match input {
        Some(input) => m.text(" reads ").volume(input).text(": "),
        None => m.text(": "),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().as_str())
    }
}

impl core::error::Error for Error {}

impl Pair {
    /// The number along `axis`; for both directions the horizontal one.
    pub(crate) const fn along(&self, axis: Axis) -> usize {
        match axis {
            Axis::Height => self.y,
            _ => self.x,
        }
    }
}
