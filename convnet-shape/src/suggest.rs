//! Changes that would work: every suggestion is a request that the rules have accepted.

use crate::layers::Slide;
use crate::{Argument, Axis, Error, Fault, Message, Padding, Pair, Request, Round, Volume, Window};

/// How many candidates a search tries, so that compile-time evaluation stays short.
const TRIES: usize = 64;

/// Changes that would work, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// Each of them alone would do.
    pub suggestions: [Option<Suggestion>; Help::MOST],
    len: usize,
    /// What else there is to say; empty where there is nothing.
    pub advice: Message,
}

/// A change that would work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The layer with the change, which the rules accept.
    pub request: Request,
    /// What is changed and what comes out: `stride 1 gives 24x24`.
    pub text: Message,
    /// Those of one line stand together: it gives up something that the other lines keep.
    pub line: usize,
}

impl Help {
    /// The most suggestions.
    pub const MOST: usize = 8;
    /// The number of lines.
    pub const LINES: usize = 2;

    /// No idea.
    const NONE: Help = Help { suggestions: [None; Help::MOST], len: 0, advice: Message::new() };

    const fn add(mut self, request: Option<Request>, line: usize, text: Message) -> Help {
        if let Some(request) = request
            && self.len < Help::MOST
        {
            self.suggestions[self.len] = Some(Suggestion { request, text, line });
            self.len += 1;
        }
        self
    }

    const fn advice(mut self, text: &str) -> Help {
        self.advice = Message::new().text(text);
        self
    }
}

pub(crate) const fn help(error: &Error) -> Help {
    let request = error.request;
    let none = Help::NONE;
    match error.fault {
        Fault::Remainder(axis) => remainder(error, axis),
        Fault::WindowTooLarge(axis) => too_large(error, axis),
        Fault::SameWithStride(_) => same(request),
        Fault::PadOverWindow(axis) => gives(none, near(error, What::Pad, axis).0, What::Pad),
        Fault::Zero(argument, axis) => zero(request, argument, axis),
        Fault::WindowTooMany => many(request),
        Fault::Filters => groups(filters(none, request), request),
        Fault::Depth => groups(none, request),
        Fault::NotFlat => {
            none.advice("`fc(N)` or `global_avgpool` before it makes 1x1xN; `softmax(N)` brings its own `fc`")
        }
        Fault::Overflow(_) => none,
    }
}

/// What is changed.
#[derive(Clone, Copy)]
enum What {
    Window,
    Stride,
    /// The window of a pooling whose windows stand side by side, and its stride with it.
    Side,
    Pad,
    Dilation,
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
        Axis::Both | Axis::Each => Pair::square(value),
        Axis::Width => Pair::new(value, pair.y),
        Axis::Height => Pair::new(pair.x, value),
    }
}

const fn get(window: &Window, what: What) -> Pair {
    match (what, window.padding) {
        (What::Window | What::Side, _) => window.size,
        (What::Stride, _) => window.stride,
        (What::Dilation, _) => window.dilation,
        (What::Pad, Padding::Number(pad)) => pad,
        (What::Pad, Padding::Same) => Pair::square(0),
    }
}

/// The request with one number of its window changed.
const fn change(request: Request, what: What, axis: Axis, value: usize) -> Request {
    let Some(mut window) = request.window() else { return request };
    let pair = set(get(&window, what), axis, value);
    match what {
        What::Window => window.size = pair,
        What::Stride => window.stride = pair,
        What::Side => {
            window.size = pair;
            window.stride = pair;
        }
        What::Dilation => window.dilation = pair,
        What::Pad => window.padding = Padding::Number(pair),
    }
    request.with_window(window)
}

/// The first number from `from` to `to`, upwards or downwards, that fits.
const fn search(request: Request, what: What, axis: Axis, from: usize, to: usize) -> Option<usize> {
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

/// The nearest fitting requests with a smaller and with a larger number. What is the same in both directions is changed in
/// both where that fits.
const fn near(error: &Error, what: What, axis: Axis) -> (Option<Request>, Option<Request>) {
    let request = error.request;
    let nothing = (None, None);
    let Some(window) = request.window() else { return nothing };
    if let (What::Pad, Padding::Same) = (what, window.padding) {
        return nothing;
    }
    let pair = get(&window, what);
    if pair.x == pair.y {
        let (below, above) = near_along(error, request, what, Axis::Both);
        if below.is_some() || above.is_some() {
            return (with(request, what, Axis::Both, below), with(request, what, Axis::Both, above));
        }
    }
    match axis {
        Axis::Width | Axis::Height => {
            let (below, above) = near_along(error, request, what, axis);
            (with(request, what, axis, below), with(request, what, axis, above))
        }
        Axis::Both | Axis::Each => {
            // Each direction as if there were no other.
            let (left, right) = near_along(error, alone(request, Axis::Width), what, Axis::Width);
            let (up, down) = near_along(error, alone(request, Axis::Height), what, Axis::Height);
            (each(request, what, left, up), each(request, what, right, down))
        }
    }
}

const fn with(request: Request, what: What, axis: Axis, value: Option<usize>) -> Option<Request> {
    match value {
        Some(value) => Some(change(request, what, axis, value)),
        None => None,
    }
}

const fn each(request: Request, what: What, x: Option<usize>, y: Option<usize>) -> Option<Request> {
    let (Some(x), Some(y)) = (x, y) else { return None };
    let changed = change(change(request, what, Axis::Width, x), what, Axis::Height, y);
    if fits(changed).is_some() { Some(changed) } else { None }
}

/// The request with a window of 1 along the other axis, which always fits.
const fn alone(request: Request, axis: Axis) -> Request {
    let Some(mut window) = request.window() else { return request };
    let other = match axis {
        Axis::Height => Axis::Width,
        _ => Axis::Height,
    };
    window.size = set(window.size, other, 1);
    window.stride = set(window.stride, other, 1);
    window.dilation = set(window.dilation, other, 1);
    if let Padding::Number(pad) = window.padding {
        window.padding = Padding::Number(set(pad, other, 0));
    }
    request.with_window(window)
}

/// The nearest fitting numbers below and above the present one.
const fn near_along(error: &Error, request: Request, what: What, axis: Axis) -> (Option<usize>, Option<usize>) {
    let Some(window) = request.window() else { return (None, None) };
    let now = get(&window, what).along(axis);
    let Some((least, most)) = bounds(error, &window, what, axis) else { return (None, None) };
    let top = if most < now { most } else { now.saturating_sub(1) };
    let below = if now > least && top >= least { search(request, what, axis, top, least) } else { None };
    let bottom = if least > now { least } else { now.saturating_add(1) };
    let above = if bottom > now && bottom <= most { search(request, what, axis, bottom, most) } else { None };
    (below, above)
}

/// Where a search along one axis begins and ends.
const fn bounds(error: &Error, window: &Window, what: What, axis: Axis) -> Option<(usize, usize)> {
    let (size, stride) = (window.size.along(axis), window.stride.along(axis));
    let pad = get(window, What::Pad).along(axis);
    Some(match (error.fault, what) {
        (Fault::WindowTooLarge(_), _) => {
            let Some(input) = error.request.input() else { return None };
            let slide = match axis {
                Axis::Height => Slide::down(input, window),
                _ => Slide::across(input, window),
            };
            // The checks for overflow have passed before the window was found too large.
            let padded = slide.len + 2 * pad;
            match (what, slide.reach()) {
                (What::Pad, Some(reach)) => {
                    let least = reach.saturating_sub(slide.len).div_ceil(2);
                    (least, least.saturating_add(TRIES))
                }
                _ => (1, (padded - 1) / slide.dilation + 1),
            }
        }
        (Fault::PadOverWindow(_), _) => (0, size.saturating_sub(1)),
        // Padding repeats its remainders after `stride` steps, so there is nothing to find beyond.
        (_, What::Pad) => (pad.saturating_sub(stride), pad.saturating_add(stride)),
        (_, What::Stride) => (1, stride.saturating_mul(2)),
        // A pooling over single values pools nothing.
        (_, What::Side) => (2, size.saturating_add(stride)),
        _ => (1, size.saturating_add(stride)),
    })
}

/// "stride 1 gives 24x24".
const fn gives(help: Help, changed: Option<Request>, what: What) -> Help {
    let Some(request) = changed else { return help };
    let (Some(window), Ok(output)) = (request.window(), request.output()) else { return help };
    let m = Message::new();
    let m = match (what, window.padding) {
        (What::Window, _) => {
            let m = m.text("window ").pair(window.size);
            // A pooling's stride would follow its window where it is not written out.
            if matches!(request, Request::Conv { .. }) { m } else { m.text(" at stride ").short_pair(window.stride) }
        }
        (What::Side, _) => m.text("window and stride ").pair(window.size),
        (What::Stride, _) => m.text("stride ").short_pair(window.stride),
        (What::Dilation, _) => m.text("dilation ").short_pair(window.dilation),
        (What::Pad, Padding::Number(pad)) => m.text("pad ").short_pair(pad),
        (What::Pad, Padding::Same) => m.text("`pad = same`"),
    };
    let m = match output {
        Some(v) => m.text(" gives ").pair(Pair::new(v.width, v.height)),
        None => m,
    };
    help.add(Some(request), 0, m)
}

/// The window alone, or with the stride that follows it.
const fn window_of(request: Request, window: &Window) -> What {
    let side_by_side = window.size.x == window.stride.x && window.size.y == window.stride.y;
    if side_by_side && !matches!(request, Request::Conv { .. }) { What::Side } else { What::Window }
}

/// Another stride, pad or window that leaves no remainder, or a rounding.
const fn remainder(error: &Error, axis: Axis) -> Help {
    let request = error.request;
    let Some(window) = request.window() else { return Help::NONE };
    let (below, above) = near(error, What::Stride, axis);
    let help = gives(gives(Help::NONE, below, What::Stride), above, What::Stride);
    let (below, above) = near(error, What::Pad, axis);
    let help = gives(gives(help, below, What::Pad), above, What::Pad);
    let what = window_of(request, &window);
    let (below, above) = near(error, what, axis);
    let help = gives(gives(help, below, what), above, what);
    let floor = request.with_window(Window { round: Round::Floor, ..window });
    let ceil = request.with_window(Window { round: Round::Ceil, ..window });
    rounded(rounded(help, floor, "`round = floor`"), ceil, "`round = ceil`")
}

/// "`round = floor` gives 12x12".
const fn rounded(help: Help, request: Request, text: &str) -> Help {
    let Some(v) = fits(request) else { return help };
    help.add(Some(request), 1, Message::new().text(text).text(" gives ").pair(Pair::new(v.width, v.height)))
}

/// A smaller window, or a pad that makes room.
const fn too_large(error: &Error, axis: Axis) -> Help {
    let what = match error.request.window() {
        Some(window) => window_of(error.request, &window),
        None => What::Window,
    };
    let help = gives(Help::NONE, near(error, what, axis).0, what);
    gives(help, near(error, What::Pad, axis).1, What::Pad)
}

/// `same` needs stride 1; the pad that PyTorch's users write for half the size needs a rounding.
const fn same(request: Request) -> Help {
    let stride = change(request, What::Stride, Axis::Both, 1);
    let help = gives(Help::NONE, accepted(stride), What::Stride);
    let Some(window) = request.window() else { return help };
    let half = Pair::new(middle(window.size.x, window.dilation.x), middle(window.size.y, window.dilation.y));
    let padded = Window { padding: Padding::Number(half), ..window };
    let exact = request.with_window(padded);
    if fits(exact).is_some() {
        return gives(help, Some(exact), What::Pad);
    }
    let floor = request.with_window(Window { round: Round::Floor, ..padded });
    let Some(v) = fits(floor) else { return help };
    let m = Message::new().text("pad ").short_pair(half).text(" with `round = floor` gives ");
    help.add(Some(floor), 0, m.pair(Pair::new(v.width, v.height)))
}

/// Half of what a window reaches beyond its first tap.
const fn middle(size: usize, dilation: usize) -> usize {
    (size - 1).saturating_mul(dilation) / 2
}

/// 1 in place of a 0; a window gets its other side.
const fn zero(request: Request, argument: Argument, axis: Axis) -> Help {
    let what = match argument {
        Argument::Window => What::Window,
        Argument::Stride => What::Stride,
        Argument::Dilation => What::Dilation,
        Argument::Groups => {
            let Request::Conv { input, window, filters, .. } = request else { return Help::NONE };
            let one = Request::Conv { input, window, filters, groups: 1 };
            return Help::NONE.add(accepted(one), 0, Message::new().text("`groups = 1` splits nothing"));
        }
        _ => return Help::NONE,
    };
    let Some(window) = request.window() else { return Help::NONE };
    let value = match (what, axis) {
        (What::Window, Axis::Width) => window.size.y,
        (What::Window, Axis::Height) => window.size.x,
        _ => 1,
    };
    gives(Help::NONE, Some(change(request, what, axis, value)), what)
}

/// An average keeps no place of a maximum.
const fn many(request: Request) -> Help {
    let Request::MaxPool { input, window } = request else { return Help::NONE };
    let average = Request::AvgPool { input, window };
    Help::NONE.add(accepted(average), 0, Message::new().text("`avgpool` has no such limit"))
}

/// The nearest numbers of filters that the groups divide.
const fn filters(help: Help, request: Request) -> Help {
    let Request::Conv { input, window, filters, groups } = request else { return help };
    let below = filters - filters % groups;
    let help = split(help, accepted(Request::Conv { input, window, filters: below, groups }), below, groups);
    let Some(above) = below.checked_add(groups) else { return help };
    split(help, accepted(Request::Conv { input, window, filters: above, groups }), above, groups)
}

const fn split(help: Help, request: Option<Request>, filters: usize, groups: usize) -> Help {
    let m = Message::new().number(filters as u64).text(" filters split into ").number(groups as u64);
    help.add(request, 0, m.text(" groups"))
}

/// The nearest numbers of groups that divide depth and filters.
const fn groups(help: Help, request: Request) -> Help {
    let Request::Conv { input, window, filters, groups } = request else { return help };
    let most = match input {
        Some(input) if input.depth < filters => input.depth,
        _ => filters,
    };
    let (mut below, mut tries) = (if groups > most { most } else { groups - 1 }, 0);
    while below > 0 && tries < TRIES && accepted(Request::Conv { input, window, filters, groups: below }).is_none() {
        below -= 1;
        tries += 1;
    }
    let (mut above, mut tries) = (groups.saturating_add(1), 0);
    while above <= most && tries < TRIES && accepted(Request::Conv { input, window, filters, groups: above }).is_none()
    {
        above = above.saturating_add(1);
        tries += 1;
    }
    divide(divide(help, request, below, most), request, above, most)
}

const fn divide(help: Help, request: Request, groups: usize, most: usize) -> Help {
    let Request::Conv { input, window, filters, .. } = request else { return help };
    if groups == 0 || groups > most {
        return help;
    }
    let m = Message::new().text("`groups = ").number(groups as u64).text("` divides ").number(filters as u64);
    let m = match input {
        Some(input) if input.depth != filters => m.text(" and ").number(input.depth as u64),
        _ => m,
    };
    help.add(accepted(Request::Conv { input, window, filters, groups }), 0, m)
}

/// The request, if the rules accept it as far as its input is known.
const fn accepted(request: Request) -> Option<Request> {
    match request.output() {
        Ok(_) => Some(request),
        Err(_) => None,
    }
}
