//! One function a layer: from the input volume and the declared numbers to the layer's shape.

use crate::{Error, Padding, Pair, Round, Volume, Window};

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

/// (W − F + 2P)/S + 1 along one axis; returns (pad before, positions, pad after).
const fn positions(
    len: usize,
    size: usize,
    stride: usize,
    pad: Option<usize>,
    dilation: usize,
    round: Round,
) -> Result<(usize, usize, usize), Error> {
    if len == 0 || size == 0 || stride == 0 || dilation == 0 {
        return Err(Error);
    }
    let reach = (size - 1) * dilation + 1;
    let (before, after) = match pad {
        Some(pad) => (pad, pad),
        None => ((reach - 1) / 2, reach - 1 - (reach - 1) / 2),
    };
    let padded = len + before + after;
    if reach > padded {
        return Err(Error);
    }
    let way = padded - reach;
    let count = match round {
        Round::Exact if way % stride != 0 => return Err(Error),
        Round::Exact | Round::Floor => way / stride + 1,
        Round::Ceil => {
            let count = way.div_ceil(stride) + 1;
            if (count - 1) * stride >= len + before { count - 1 } else { count }
        }
    };
    Ok((before, count, after))
}

const fn slide(input: Volume, window: &Window) -> Result<(Pair, Pair, Pair), Error> {
    let (px, py) = match window.padding {
        Padding::Number(p) => (Some(p.x), Some(p.y)),
        Padding::Same => (None, None),
    };
    let x = match positions(input.width, window.size.x, window.stride.x, px, window.dilation.x, window.round) {
        Ok(x) => x,
        Err(e) => return Err(e),
    };
    let y = match positions(input.height, window.size.y, window.stride.y, py, window.dilation.y, window.round) {
        Ok(y) => y,
        Err(e) => return Err(e),
    };
    Ok((Pair::new(x.0, y.0), Pair::new(x.1, y.1), Pair::new(x.2, y.2)))
}

/// A convolution of `filters` windows in `groups` groups.
pub const fn conv(
    input: Volume,
    window: &Window,
    filters: usize,
    groups: usize,
    bias: bool,
) -> Result<ConvShape, Error> {
    if filters == 0 || groups == 0 || !filters.is_multiple_of(groups) || !input.depth.is_multiple_of(groups) {
        return Err(Error);
    }
    match slide(input, window) {
        Ok((pad, out, _)) => Ok(ConvShape {
            input,
            output: Volume::new(out.x, out.y, filters),
            window: window.size,
            stride: window.stride,
            pad,
            dilation: window.dilation,
            groups,
            bias,
        }),
        Err(e) => Err(e),
    }
}

const fn pool(input: Volume, window: &Window) -> Result<PoolShape, Error> {
    match slide(input, window) {
        Ok((pad, out, pad_end)) => Ok(PoolShape {
            input,
            output: Volume::new(out.x, out.y, input.depth),
            window: window.size,
            stride: window.stride,
            pad,
            pad_end,
        }),
        Err(e) => Err(e),
    }
}

/// The maximum of each window, depth slice by depth slice.
pub const fn max_pool(input: Volume, window: &Window) -> Result<PoolShape, Error> {
    pool(input, window)
}

/// The average of each window, depth slice by depth slice.
pub const fn avg_pool(input: Volume, window: &Window) -> Result<PoolShape, Error> {
    pool(input, window)
}

/// The average of each whole depth slice: 1x1xD.
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
pub const fn fc(input: Volume, units: usize) -> Result<FcShape, Error> {
    if units == 0 {
        return Err(Error);
    }
    Ok(FcShape { input, output: Volume::new(1, 1, units) })
}

/// temporary
pub const fn expect_conv(_: &'static str, r: Result<ConvShape, Error>) -> ConvShape {
    match r {
        Ok(s) => s,
        Err(_) => panic!("does not fit"),
    }
}
/// temporary
pub const fn expect_pool(_: &'static str, r: Result<PoolShape, Error>) -> PoolShape {
    match r {
        Ok(s) => s,
        Err(_) => panic!("does not fit"),
    }
}
/// temporary
pub const fn expect_fc(_: &'static str, r: Result<FcShape, Error>) -> FcShape {
    match r {
        Ok(s) => s,
        Err(_) => panic!("does not fit"),
    }
}
