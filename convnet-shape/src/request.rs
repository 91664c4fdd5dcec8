//! A layer's declared numbers together with what it reads: what an [`Error`](crate::Error) is about.

use crate::layers::{self, MAX_POOL_WINDOW};
use crate::{Argument, Axis, Error, Fault, Padding, Pair, Volume, Window};

/// A layer as declared, and the volume that reaches it, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// The input of a network.
    Input {
        /// Its size.
        volume: Volume,
    },
    /// `conv(window, filters, groups = ..)`.
    Conv {
        /// What it reads.
        input: Option<Volume>,
        /// Its window.
        window: Window,
        /// The number of its filters.
        filters: usize,
        /// The number of its groups.
        groups: usize,
    },
    /// `pool(window)`.
    MaxPool {
        /// What it reads.
        input: Option<Volume>,
        /// Its window.
        window: Window,
    },
    /// `avgpool(window)`.
    AvgPool {
        /// What it reads.
        input: Option<Volume>,
        /// Its window.
        window: Window,
    },
    /// `fc(units)`.
    Fc {
        /// What it reads.
        input: Option<Volume>,
        /// The number of its outputs.
        units: usize,
    },
    /// `lrn(size)`.
    Lrn {
        /// What it reads.
        input: Option<Volume>,
        /// How many neighbouring depth slices it sums over.
        size: usize,
    },
    /// `softmax`.
    Softmax {
        /// What it reads.
        input: Option<Volume>,
    },
}

impl Request {
    /// The volume that reaches the layer, where it is known.
    pub const fn input(&self) -> Option<Volume> {
        match *self {
            Request::Input { volume } => Some(volume),
            Request::Conv { input, .. }
            | Request::MaxPool { input, .. }
            | Request::AvgPool { input, .. }
            | Request::Fc { input, .. }
            | Request::Lrn { input, .. }
            | Request::Softmax { input } => input,
        }
    }

    /// The sliding window, if the layer has one.
    pub const fn window(&self) -> Option<Window> {
        match *self {
            Request::Conv { window, .. } | Request::MaxPool { window, .. } | Request::AvgPool { window, .. } => {
                Some(window)
            }
            _ => None,
        }
    }

    /// The same request with another window.
    pub(crate) const fn with_window(self, window: Window) -> Request {
        match self {
            Request::Conv { input, filters, groups, .. } => Request::Conv { input, window, filters, groups },
            Request::MaxPool { input, .. } => Request::MaxPool { input, window },
            Request::AvgPool { input, .. } => Request::AvgPool { input, window },
            other => other,
        }
    }

    /// The same request with other counts, if it is a convolution's.
    const fn with_counts(self, filters: usize, groups: usize) -> Request {
        match self {
            Request::Conv { input, window, .. } => Request::Conv { input, window, filters, groups },
            other => other,
        }
    }

    /// What is wrong with the window whatever volume reaches it: the first of what [`errors`](Request::errors) finds there.
    pub const fn check_window(&self) -> Result<(), Error> {
        let Some(window) = self.window() else { return Ok(()) };
        if let Some(axis) = zero(window.size) {
            return self.fail(Fault::Zero(Argument::Window, axis));
        }
        if let Some(axis) = zero(window.stride) {
            return self.fail(Fault::Zero(Argument::Stride, axis));
        }
        if let Some(axis) = zero(window.dilation) {
            return self.fail(Fault::Zero(Argument::Dilation, axis));
        }
        if let (Padding::Same, Some(axis)) = (window.padding, above(window.stride, Pair::square(1))) {
            return self.fail(Fault::SameWithStride(axis));
        }
        if matches!(self, Request::Conv { .. }) {
            return Ok(());
        }
        if let Padding::Number(pad) = window.padding
            && let Some(axis) = above(Pair::new(pad.x.saturating_add(1), pad.y.saturating_add(1)), window.size)
        {
            return self.fail(Fault::PadOverWindow(axis));
        }
        // An index must fit u16.
        if matches!(self, Request::MaxPool { .. })
            && (window.size.x as u128) * (window.size.y as u128) > MAX_POOL_WINDOW as u128
        {
            return self.fail(Fault::WindowTooMany);
        }
        Ok(())
    }

    /// What is wrong with the other numbers whatever volume reaches the layer.
    pub const fn check_numbers(&self) -> Result<(), Error> {
        match *self {
            Request::Conv { filters: 0, .. } => self.fail(Fault::Zero(Argument::Filters, Axis::Both)),
            Request::Conv { groups: 0, .. } => self.fail(Fault::Zero(Argument::Groups, Axis::Both)),
            Request::Conv { filters, groups, .. } if !filters.is_multiple_of(groups) => self.fail(Fault::Filters),
            Request::Fc { units: 0, .. } => self.fail(Fault::Zero(Argument::Units, Axis::Both)),
            Request::Lrn { size: 0, .. } => self.fail(Fault::Zero(Argument::Size, Axis::Both)),
            _ => Ok(()),
        }
    }

    /// Every mistake that is one of its own: mending one does not mend another, and none is only found because of another.
    pub fn errors(&self) -> impl Iterator<Item = Error> + use<> {
        let mut faults = [None; 6];
        if let Some(w) = self.window() {
            let pairs = [(Argument::Window, w.size), (Argument::Stride, w.stride), (Argument::Dilation, w.dilation)];
            for (i, (argument, pair)) in pairs.into_iter().enumerate() {
                faults[i] = zero(pair).map(|axis| Fault::Zero(argument, axis));
            }
            // A pooling's stride is its window unless it is written out.
            if !matches!(self, Request::Conv { .. }) && w.size == w.stride {
                faults[1] = None;
            }
        }
        if let Request::Conv { filters, groups, .. } = *self {
            faults[3] = (filters == 0).then_some(Fault::Zero(Argument::Filters, Axis::Both));
            faults[4] = (groups == 0).then_some(Fault::Zero(Argument::Groups, Axis::Both));
        }
        // With ones in place of the zeros, the rules tell what else is wrong.
        let mut rest = *self;
        if faults[..3].iter().any(Option::is_some) {
            rest = rest.with_window(Window::new(1, 1));
        }
        if faults[3..].iter().any(Option::is_some) {
            rest = rest.with_counts(1, 1);
        }
        let broken = |request: Request| request.output().err().map(|error| error.fault);
        faults[5] = broken(rest);
        // They check the window before the counts, and the counts before the window's way: what the first error hides is
        // found by asking without it.
        let hidden = match faults[5] {
            Some(Fault::Filters | Fault::Depth) => broken(rest.with_counts(1, 1)),
            Some(Fault::SameWithStride(_) | Fault::Remainder(_) | Fault::WindowTooLarge(_)) => {
                broken(rest.with_window(Window::new(1, 1)))
            }
            _ => None,
        };
        let hidden = hidden.filter(|fault| !matches!(fault, Fault::Overflow(_)));
        let request = *self;
        faults.into_iter().chain([hidden]).flatten().map(move |fault| Error { request, fault })
    }

    /// The volume that the layer writes.
    ///
    /// # Errors
    /// The rule that the layer breaks; `Ok(None)` where the input is not known and nothing else is wrong.
    pub const fn output(&self) -> Result<Option<Volume>, Error> {
        let result = match *self {
            Request::Input { volume } => layers::input(volume.width, volume.height, volume.depth),
            Request::Conv { input: Some(input), window, filters, groups } => {
                match layers::conv(input, &window, filters, groups, true) {
                    Ok(shape) => Ok(shape.output),
                    Err(e) => Err(e),
                }
            }
            Request::MaxPool { input: Some(input), window } => match layers::max_pool(input, &window) {
                Ok(shape) => Ok(shape.output),
                Err(e) => Err(e),
            },
            Request::AvgPool { input: Some(input), window } => match layers::avg_pool(input, &window) {
                Ok(shape) => Ok(shape.output),
                Err(e) => Err(e),
            },
            Request::Fc { input: Some(input), units } => match layers::fc(input, units) {
                Ok(shape) => Ok(shape.output),
                Err(e) => Err(e),
            },
            Request::Lrn { input: Some(input), size } => layers::lrn(input, size),
            Request::Softmax { input: Some(input) } => layers::softmax(input),
            _ => match (self.check_window(), self.check_numbers()) {
                (Ok(()), Ok(())) => return Ok(None),
                (Err(e), _) | (_, Err(e)) => Err(e),
            },
        };
        match result {
            Ok(volume) => Ok(Some(volume)),
            Err(e) => Err(e),
        }
    }

    pub(crate) const fn fail<T>(&self, fault: Fault) -> Result<T, Error> {
        Err(Error { request: *self, fault })
    }
}

/// The direction in which `pair` is zero.
const fn zero(pair: Pair) -> Option<Axis> {
    above(Pair::square(1), pair)
}

/// The direction in which `pair` is above `limit`.
const fn above(pair: Pair, limit: Pair) -> Option<Axis> {
    match (pair.x > limit.x, pair.y > limit.y) {
        (true, true) => Some(Axis::Both),
        (true, false) => Some(Axis::Width),
        (false, true) => Some(Axis::Height),
        (false, false) => None,
    }
}
