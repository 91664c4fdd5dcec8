//! Changes that would work: every suggestion is a request that the rules have accepted.

use crate::error::Help;
use crate::layers::Slide;
use crate::{Argument, Axis, Error, Fault, Message, Padding, Pair, Request, Round, Volume, Window};

/// How many candidates a search tries, so that compile-time evaluation stays short.
const TRIES: usize = 64;

pub(crate) const fn help(error: &Error) -> Help {
    let request = error.request;
    let none = Message::new();
    let lines = match error.fault {
        Fault::Remainder(axis) => [remainder(request, axis), rounding(request)],
        Fault::WindowTooLarge(axis) => [too_large(request, axis), none],
        Fault::SameWithStride(axis) => [same(request, axis), none],
        Fault::PadOverWindow(axis) => [pad(request, axis), none],
        Fault::Zero(Argument::Stride | Argument::Dilation, axis) => [ones(request, axis, error.argument()), none],
        Fault::WindowTooMany => [none.text("`avgpool` has no such limit"), none],
        Fault::Filters => [filters(request), groups(request)],
        Fault::Depth => [groups(request), none],
        Fault::NotFlat => {
            [none.text("`fc(N)` or `global_avgpool` before it makes 1x1xN; `softmax(N)` brings its own `fc`"), none]
        }
        _ => return Help::NONE,
    };
    Help { lines }
}

/// The request's output, if it would compile and its input is known.
const fn fits(request: Request) -> Option<Volume> {
    match request.output() {
        Ok(volume) => volume,
        Err(_) => None,
    }
}

/// `pair` with another number: along both axes, or along one.
const fn set(pair: Pair, axis: Axis, value: usize) -> Pair {
    match axis {
        Axis::Both => Pair::square(value),
        Axis::Width => Pair::new(value, pair.y),
        Axis::Height => Pair::new(pair.x, value),
    }
}

/// The request with one number of its window changed.
const fn change(request: Request, what: Argument, axis: Axis, value: usize) -> Request {
    let Some(mut window) = request.window() else { return request };
    match what {
        Argument::Window => window.size = set(window.size, axis, value),
        Argument::Stride => window.stride = set(window.stride, axis, value),
        Argument::Dilation => window.dilation = set(window.dilation, axis, value),
        _ => {
            let pad = match window.padding {
                Padding::Number(pad) => pad,
                Padding::Same => Pair::square(0),
            };
            window.padding = Padding::Number(set(pad, axis, value));
        }
    }
    request.with_window(window)
}

/// The first of `from`, `from` + `step`, .. up to `to` that fits.
const fn search(request: Request, what: Argument, axis: Axis, from: usize, to: usize) -> Option<usize> {
    let (mut value, mut tries) = (from, 0);
    let up = from <= to;
    while tries < TRIES {
        if fits(change(request, what, axis, value)).is_some() {
            return Some(value);
        }
        if value == to {
            return None;
        }
        value = if up { value + 1 } else { value - 1 };
        tries += 1;
    }
    None
}

/// The nearest fitting numbers below and above the present one, and along which axis they were set.
struct Near {
    axis: Axis,
    below: Option<usize>,
    above: Option<usize>,
}

/// Searches from `least` to `most`; a number that is the same in both directions is changed in both where that fits.
const fn near(request: Request, what: Argument, axis: Axis, least: usize, most: usize) -> Near {
    let nothing = Near { axis, below: None, above: None };
    let Some(window) = request.window() else { return nothing };
    let pair = match (what, window.padding) {
        (Argument::Window, _) => window.size,
        (Argument::Stride, _) => window.stride,
        (_, Padding::Number(pad)) => pad,
        _ => return nothing,
    };
    if pair.x == pair.y {
        let found = near_along(request, what, Axis::Both, pair.x, least, most);
        if found.below.is_some() || found.above.is_some() {
            return found;
        }
    }
    match axis {
        Axis::Both => nothing,
        axis => near_along(request, what, axis, pair.along(axis), least, most),
    }
}

const fn near_along(request: Request, what: Argument, axis: Axis, now: usize, least: usize, most: usize) -> Near {
    let top = if most < now { most } else { now.saturating_sub(1) };
    let below = if now > least && top >= least { search(request, what, axis, top, least) } else { None };
    let above = if now < most { search(request, what, axis, now + 1, most) } else { None };
    Near { axis, below, above }
}

/// Starts the next part of a line.
const fn next(m: Message) -> Message {
    if m.is_empty() { m } else { m.text("; ") }
}

/// "stride 1 gives 24x24", if there is such a stride.
const fn gives(m: Message, request: Request, what: Argument, axis: Axis, value: Option<usize>) -> Message {
    let Some(value) = value else { return m };
    let changed = change(request, what, axis, value);
    let (Some(window), Some(output)) = (changed.window(), fits(changed)) else { return m };
    let m = next(m);
    let m = match (what, window.padding) {
        (Argument::Window, _) => m.text("a ").pair(window.size).text(" window"),
        (Argument::Stride, _) => m.text("stride ").short_pair(window.stride),
        (Argument::Dilation, _) => m.text("dilation ").short_pair(window.dilation),
        (_, Padding::Number(pad)) => m.text("pad ").short_pair(pad),
        (_, Padding::Same) => m.text("`pad = same`"),
    };
    m.text(" gives ").pair(Pair::new(output.width, output.height))
}

/// Another stride, pad or window that leaves no remainder.
const fn remainder(request: Request, axis: Axis) -> Message {
    let Some(window) = request.window() else { return Message::new() };
    let stride = window.stride.along(axis);
    let strides = near(request, Argument::Stride, axis, 1, stride.saturating_mul(2));
    let mut m = gives(Message::new(), request, Argument::Stride, strides.axis, strides.below);
    m = gives(m, request, Argument::Stride, strides.axis, strides.above);
    if let Padding::Number(pad) = window.padding {
        let pad = pad.along(axis);
        // Padding repeats its remainders after `stride` steps, so there is nothing to find beyond.
        let pads = near(request, Argument::Pad, axis, pad.saturating_sub(stride), pad.saturating_add(stride));
        m = gives(m, request, Argument::Pad, pads.axis, pads.below);
        m = gives(m, request, Argument::Pad, pads.axis, pads.above);
    }
    let size = window.size.along(axis);
    let sizes = near(request, Argument::Window, axis, 1, size.saturating_add(stride));
    let at = set(window.size, sizes.axis, 0);
    match (sizes.below, sizes.above) {
        (Some(below), Some(above)) => {
            next(m).text("a ").pair(replace_zero(at, below)).text(" or ").pair(replace_zero(at, above))
        }
        (Some(one), None) | (None, Some(one)) => next(m).text("a ").pair(replace_zero(at, one)),
        (None, None) => return m,
    }
    .text(" window fits stride ")
    .short_pair(window.stride)
}

const fn replace_zero(pair: Pair, value: usize) -> Pair {
    Pair::new(if pair.x == 0 { value } else { pair.x }, if pair.y == 0 { value } else { pair.y })
}

/// "`round = floor` gives 12x12, `round = ceil` 13x13".
const fn rounding(request: Request) -> Message {
    let m = Message::new();
    let Some(window) = request.window() else { return m };
    let floor = fits(request.with_window(Window { round: Round::Floor, ..window }));
    let ceil = fits(request.with_window(Window { round: Round::Ceil, ..window }));
    let m = match floor {
        Some(v) => m.text("`round = floor` gives ").pair(Pair::new(v.width, v.height)),
        None => m,
    };
    match ceil {
        Some(v) => next(m).text("`round = ceil` gives ").pair(Pair::new(v.width, v.height)),
        None => m,
    }
}

/// A smaller window, or a pad that makes room.
const fn too_large(request: Request, axis: Axis) -> Message {
    let m = Message::new();
    let (Some(window), Some(input)) = (request.window(), request.input()) else { return m };
    let slide = match axis {
        Axis::Height => Slide::down(input, &window),
        _ => Slide::across(input, &window),
    };
    let Padding::Number(pad) = window.padding else { return m };
    let pad = pad.along(axis);
    // The checks for overflow have passed before the window was found too large.
    let padded = slide.len + 2 * pad;
    let windows = near(request, Argument::Window, axis, 1, (padded - 1) / slide.dilation + 1);
    let m = gives(m, request, Argument::Window, windows.axis, windows.below);
    let Some(reach) = slide.reach() else { return m };
    let least = (reach - slide.len).div_ceil(2);
    let square = match window.padding {
        Padding::Number(pad) => pad.x == pad.y,
        Padding::Same => false,
    };
    let both = if square { Axis::Both } else { axis };
    gives(m, request, Argument::Pad, both, search(request, Argument::Pad, both, least, least.saturating_add(TRIES)))
}

/// `same` needs stride 1; the pad that PyTorch's users write for half the size needs a rounding.
const fn same(request: Request, axis: Axis) -> Message {
    let m = gives(Message::new(), request, Argument::Stride, axis, Some(1));
    let Some(window) = request.window() else { return m };
    let half = Pair::new(middle(window.size.x, window.dilation.x), middle(window.size.y, window.dilation.y));
    let padded = Window { padding: Padding::Number(half), ..window };
    let exact = request.with_window(padded);
    let floor = request.with_window(Window { round: Round::Floor, ..padded });
    match (fits(exact), fits(floor)) {
        (Some(v), _) => next(m).text("pad ").short_pair(half).text(" gives ").pair(Pair::new(v.width, v.height)),
        (None, Some(v)) => next(m)
            .text("pad ")
            .short_pair(half)
            .text(" with `round = floor` gives ")
            .pair(Pair::new(v.width, v.height)),
        (None, None) => m,
    }
}

/// Half of what a window reaches beyond its first tap.
const fn middle(size: usize, dilation: usize) -> usize {
    (size - 1).saturating_mul(dilation) / 2
}

/// A pad smaller than the window.
const fn pad(request: Request, axis: Axis) -> Message {
    let m = Message::new();
    let Some(window) = request.window() else { return m };
    let pads = near(request, Argument::Pad, axis, 0, window.size.along(axis) - 1);
    gives(m, request, Argument::Pad, pads.axis, pads.below)
}

/// 1 in place of a 0.
const fn ones(request: Request, axis: Axis, what: Argument) -> Message {
    gives(Message::new(), request, what, axis, Some(1))
}

/// The nearest numbers of filters that the groups divide.
const fn filters(request: Request) -> Message {
    let m = Message::new();
    let Request::Conv { input, window, filters, groups } = request else { return m };
    let below = filters - filters % groups;
    let less = accepted(Request::Conv { input, window, filters: below, groups });
    let more = match below.checked_add(groups) {
        Some(above) if accepted(Request::Conv { input, window, filters: above, groups }) => Some(above),
        _ => None,
    };
    let m = match (less, more) {
        (true, Some(above)) => m.number(below as u64).text(" or ").number(above as u64),
        (true, None) => m.number(below as u64),
        (false, Some(above)) => m.number(above as u64),
        (false, None) => return m,
    };
    m.text(" filters split into ").number(groups as u64).text(" groups")
}

/// The nearest numbers of groups that divide depth and filters.
const fn groups(request: Request) -> Message {
    let m = Message::new();
    let Request::Conv { input, window, filters, groups } = request else { return m };
    let (mut below, mut tries) = (groups - 1, 0);
    let most = match input {
        Some(input) if input.depth < filters => input.depth,
        _ => filters,
    };
    if below > most {
        below = most;
    }
    while below > 0 && tries < TRIES && !accepted(Request::Conv { input, window, filters, groups: below }) {
        below -= 1;
        tries += 1;
    }
    let (mut above, mut tries) = (groups.saturating_add(1), 0);
    while above <= most && tries < TRIES && !accepted(Request::Conv { input, window, filters, groups: above }) {
        above = above.saturating_add(1);
        tries += 1;
    }
    let less = below > 0 && accepted(Request::Conv { input, window, filters, groups: below });
    let more = above <= most && accepted(Request::Conv { input, window, filters, groups: above });
    let m = m.text("`groups = ");
    let m = match (less, more) {
        (true, true) => m.number(below as u64).text("` or `groups = ").number(above as u64),
        (true, false) => m.number(below as u64),
        (false, true) => m.number(above as u64),
        (false, false) => return Message::new(),
    };
    m.text("` would fit")
}

/// Whether the rules accept the request, as far as its input is known.
const fn accepted(request: Request) -> bool {
    request.output().is_ok()
}
