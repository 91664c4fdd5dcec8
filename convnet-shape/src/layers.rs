//! One function a layer: from the input volume and the declared numbers to the layer's shape.

use crate::{Argument, Axis, Count, Error, Fault, Padding, Pair, Request, Round, Volume, Window};

/// The most positions that the window of a max-pool may have: the place of the maximum is kept as a `u16`.
pub const MAX_POOL_WINDOW: usize = 1 << 16;

/// A convolution that fits its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    /// What it reads.
    pub input: Volume,
    /// What it writes; `output.depth` is the number of filters.
    pub output: Volume,
    /// The size of a filter.
    pub window: Pair,
    /// The filters' step.
    pub stride: Pair,
    /// Zeros on the left (`x`) and above (`y`); those on the right and below follow from the output's size.
    pub pad: Pair,
    /// The distance between two taps.
    pub dilation: Pair,
    /// Groups into which input depth and filters are split.
    pub groups: usize,
    /// Whether each filter has a bias.
    pub bias: bool,
}

impl ConvShape {
    /// The number of weights: filters · (depth / groups) · window.
    pub const fn weights(&self) -> usize {
        self.output.depth * (self.input.depth / self.groups) * self.window.area()
    }

    /// Weights and biases.
    pub const fn params(&self) -> usize {
        self.weights() + if self.bias { self.output.depth } else { 0 }
    }

    /// Multiply-adds for one image.
    pub const fn macs(&self) -> u64 {
        self.output.plane() as u64 * self.weights() as u64
    }
}

/// A pooling that fits its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolShape {
    /// What it reads.
    pub input: Volume,
    /// What it writes.
    pub output: Volume,
    /// The window's size.
    pub window: Pair,
    /// The window's step.
    pub stride: Pair,
    /// Padding on the left (`x`) and above (`y`).
    pub pad: Pair,
    /// Padding on the right (`x`) and below (`y`), as declared: what an average counts there.
    pub pad_end: Pair,
}

/// A fully connected layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FcShape {
    /// What it reads, as one row of `input.len()` values.
    pub input: Volume,
    /// 1x1xN.
    pub output: Volume,
}

impl FcShape {
    /// The number of weights: units · inputs.
    pub const fn weights(&self) -> usize {
        self.output.depth * self.input.len()
    }

    /// Weights and biases.
    pub const fn params(&self) -> usize {
        self.weights() + self.output.depth
    }

    /// Multiply-adds for one image.
    pub const fn macs(&self) -> u64 {
        self.weights() as u64
    }
}

/// Where a window stands along one axis.
struct Places {
    before: usize,
    count: usize,
    after: usize,
}

/// `window` along one axis.
#[derive(Clone, Copy)]
pub(crate) struct Slide {
    /// The input's length.
    pub len: usize,
    pub size: usize,
    pub stride: usize,
    /// `None` for `same`.
    pub pad: Option<usize>,
    pub dilation: usize,
}

impl Slide {
    pub const fn across(input: Volume, w: &Window) -> Slide {
        let pad = match w.padding {
            Padding::Number(pad) => Some(pad.x),
            Padding::Same => None,
        };
        Slide { len: input.width, size: w.size.x, stride: w.stride.x, pad, dilation: w.dilation.x }
    }

    pub const fn down(input: Volume, w: &Window) -> Slide {
        let pad = match w.padding {
            Padding::Number(pad) => Some(pad.y),
            Padding::Same => None,
        };
        Slide { len: input.height, size: w.size.y, stride: w.stride.y, pad, dilation: w.dilation.y }
    }

    /// From the first tap to the last: (F − 1)·D + 1.
    pub const fn reach(&self) -> Option<usize> {
        match (self.size - 1).checked_mul(self.dilation) {
            Some(way) => way.checked_add(1),
            None => None,
        }
    }

    /// Padding before and after.
    pub const fn pads(&self, reach: usize) -> (usize, usize) {
        match self.pad {
            Some(pad) => (pad, pad),
            None => ((reach - 1) / 2, reach - 1 - (reach - 1) / 2),
        }
    }

    const fn same_as(&self, other: &Slide) -> bool {
        let pads = match (self.pad, other.pad) {
            (Some(a), Some(b)) => a == b,
            (None, None) => true,
            _ => false,
        };
        pads && self.len == other.len
            && self.size == other.size
            && self.stride == other.stride
            && self.dilation == other.dilation
    }

    /// (W − F + 2P)/S + 1.
    const fn places(&self, round: Round, axis: Axis) -> Result<Places, Fault> {
        let Some(reach) = self.reach() else { return Err(Fault::Overflow(Count::Reach)) };
        let (before, after) = self.pads(reach);
        let padded = match self.len.checked_add(before) {
            Some(len) => len.checked_add(after),
            None => None,
        };
        let Some(padded) = padded else { return Err(Fault::Overflow(Count::Padded)) };
        if reach > padded {
            return Err(Fault::WindowTooLarge(axis));
        }
        let way = padded - reach;
        let count = match round {
            Round::Exact if !way.is_multiple_of(self.stride) => return Err(Fault::Remainder(axis)),
            Round::Exact | Round::Floor => way / self.stride + 1,
            Round::Ceil if way.is_multiple_of(self.stride) => way / self.stride + 1,
            Round::Ceil => {
                // One more window, if it begins inside the input or the padding before it.
                let extra = way / self.stride + 1;
                match extra.checked_mul(self.stride) {
                    Some(start) if start < self.len + before => extra + 1,
                    _ => extra,
                }
            }
        };
        Ok(Places { before, count, after })
    }
}

/// Pad before, positions, pad after.
const fn slide(input: Volume, window: &Window) -> Result<(Pair, Pair, Pair), Fault> {
    let (across, down) = (Slide::across(input, window), Slide::down(input, window));
    match (across.places(window.round, Axis::Width), down.places(window.round, Axis::Height)) {
        (Ok(x), Ok(y)) => Ok((Pair::new(x.before, y.before), Pair::new(x.count, y.count), Pair::new(x.after, y.after))),
        (Err(x), Err(y)) => {
            let both = if across.same_as(&down) { Axis::Both } else { Axis::Each };
            Err(match (x, y) {
                (Fault::Remainder(_), Fault::Remainder(_)) => Fault::Remainder(both),
                (Fault::WindowTooLarge(_), Fault::WindowTooLarge(_)) => Fault::WindowTooLarge(both),
                (x, _) => x,
            })
        }
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
    }
}

/// Whether the volume's bytes can be addressed.
const fn addressable(volume: Volume) -> bool {
    product(volume.width, volume.height, volume.depth).is_some()
}

/// a · b · c numbers of four bytes, if they can be addressed.
const fn product(a: usize, b: usize, c: usize) -> Option<usize> {
    let Some(ab) = a.checked_mul(b) else { return None };
    match ab.checked_mul(c) {
        Some(n) if n <= isize::MAX as usize / 4 => Some(n),
        _ => None,
    }
}

/// The input of a network.
///
/// # Errors
/// A size of zero; more bytes than can be addressed.
pub const fn input(width: usize, height: usize, depth: usize) -> Result<Volume, Error> {
    let volume = Volume::new(width, height, depth);
    let request = Request::Input { volume };
    if width == 0 || height == 0 || depth == 0 {
        let argument = match (width, height) {
            (0, _) => Argument::Width,
            (_, 0) => Argument::Height,
            _ => Argument::Depth,
        };
        return request.fail(Fault::Zero(argument, Axis::Both));
    }
    if !addressable(volume) {
        return request.fail(Fault::Overflow(Count::Input));
    }
    Ok(volume)
}

/// A convolution of `filters` windows in `groups` groups.
///
/// # Errors
/// A zero, a remainder, a window larger than the padded input, `same` with a stride, filters or depth that the
/// groups do not divide, and counts that overflow.
pub const fn conv(
    input: Volume,
    window: &Window,
    filters: usize,
    groups: usize,
    bias: bool,
) -> Result<ConvShape, Error> {
    let request = Request::Conv { input: Some(input), window: *window, filters, groups };
    if let Err(e) = request.check_window() {
        return Err(e);
    }
    if let Err(e) = request.check_numbers() {
        return Err(e);
    }
    if !input.depth.is_multiple_of(groups) {
        return request.fail(Fault::Depth);
    }
    let (pad, out, _) = match slide(input, window) {
        Ok(places) => places,
        Err(fault) => return request.fail(fault),
    };
    let output = Volume::new(out.x, out.y, filters);
    if !addressable(output) {
        return request.fail(Fault::Overflow(Count::Output));
    }
    let weights = match product(window.size.x, window.size.y, input.depth / groups) {
        Some(taps) => product(taps, 1, filters),
        None => None,
    };
    let Some(weights) = weights else { return request.fail(Fault::Overflow(Count::Params)) };
    // Half of isize::MAX is room for the biases, of which there are at most as many.
    if weights > isize::MAX as usize / 8 {
        return request.fail(Fault::Overflow(Count::Params));
    }
    if (weights as u64).checked_mul(output.plane() as u64).is_none() {
        return request.fail(Fault::Overflow(Count::Macs));
    }
    let Window { size, stride, dilation, .. } = *window;
    Ok(ConvShape { input, output, window: size, stride, pad, dilation, groups, bias })
}

const fn pool(request: Request, input: Volume, window: &Window) -> Result<PoolShape, Error> {
    if let Err(e) = request.check_window() {
        return Err(e);
    }
    let (pad, out, pad_end) = match slide(input, window) {
        Ok(places) => places,
        Err(fault) => return request.fail(fault),
    };
    let output = Volume::new(out.x, out.y, input.depth);
    if !addressable(output) {
        return request.fail(Fault::Overflow(Count::Output));
    }
    Ok(PoolShape { input, output, window: window.size, stride: window.stride, pad, pad_end })
}

/// The maximum of each window, depth slice by depth slice.
///
/// # Errors
/// A zero, a remainder, a window larger than the padded input or with more than [`MAX_POOL_WINDOW`] positions, a pad
/// that is not smaller than the window, `same` with a stride, and an output that overflows.
pub const fn max_pool(input: Volume, window: &Window) -> Result<PoolShape, Error> {
    pool(Request::MaxPool { input: Some(input), window: *window }, input, window)
}

/// The average of each window, depth slice by depth slice.
///
/// # Errors
/// As [`max_pool`], but for the number of positions.
pub const fn avg_pool(input: Volume, window: &Window) -> Result<PoolShape, Error> {
    pool(Request::AvgPool { input: Some(input), window: *window }, input, window)
}

/// The average of each whole depth slice: 1x1xD.
///
/// # Errors
/// None: it is a `Result` so that every pooling is called in the same way.
pub const fn global_avg_pool(input: Volume) -> Result<PoolShape, Error> {
    Ok(PoolShape {
        input,
        output: Volume::new(1, 1, input.depth),
        window: Pair::new(input.width, input.height),
        stride: Pair::square(1),
        pad: Pair::square(0),
        pad_end: Pair::square(0),
    })
}

/// `units` sums over the whole input.
///
/// # Errors
/// No units; more weights than can be addressed.
pub const fn fc(input: Volume, units: usize) -> Result<FcShape, Error> {
    let request = Request::Fc { input: Some(input), units };
    if let Err(e) = request.check_numbers() {
        return Err(e);
    }
    match product(input.len(), units, 1) {
        Some(weights) if weights <= isize::MAX as usize / 8 => Ok(FcShape { input, output: Volume::new(1, 1, units) }),
        _ => request.fail(Fault::Overflow(Count::Params)),
    }
}

/// Local response normalisation over `size` neighbouring depth slices: the volume stays as it is.
///
/// # Errors
/// No slices.
pub const fn lrn(input: Volume, size: usize) -> Result<Volume, Error> {
    match (Request::Lrn { input: Some(input), size }).check_numbers() {
        Ok(()) => Ok(input),
        Err(e) => Err(e),
    }
}

/// The probabilities of the classes: the volume stays as it is.
///
/// # Errors
/// A volume that is not 1x1xN.
pub const fn softmax(input: Volume) -> Result<Volume, Error> {
    if input.plane() != 1 {
        return Request::Softmax { input: Some(input) }.fail(Fault::NotFlat);
    }
    Ok(input)
}
