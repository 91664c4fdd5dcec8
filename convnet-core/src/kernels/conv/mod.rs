//! Convolution of an image, or of several, as matrix products whose right operand, the image's patches, is never written
//! down as a whole.
//!
//! [`forward`] makes bands of output rows: padded input rows, panels of pixels, register tiles, and bias, activation
//! and pooling while the band is in cache; [`lanes`] the same with filters instead of pixels in the lanes, [`winograd`]
//! with fewer multiplications. [`weights`] and [`input`] are the two gradients. Before a max pooling of 2x2 there is
//! [`pooled`], and its gradients without the zeros, [`picked`] and [`picked_input`].

mod forward;
mod input;
mod lanes;
mod layout;
mod picked;
mod picked_input;
mod pooled;
mod weights;
mod winograd;

pub use forward::{Convolve, Finish, Method, convolve};
pub use input::{InputGradient, flipped};
pub use lanes::{pack, packed};
pub use picked::{PickedGradient, worth_picking};
pub use picked_input::{PickedInput, frame, framed_len, picked_input};
pub use weights::WeightGradient;
pub use winograd::{gradient_pays as minimal_gradient_pays, is_small, minimal_gradient, prepare};

use convnet_shape::{ConvShape, Pair};

/// One group of a convolution.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Channels of the input.
    pub depth: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Channels of the output.
    pub filters: usize,
    /// Rows of the output.
    pub out_height: usize,
    /// Columns of the output.
    pub out_width: usize,
    /// The filter's size.
    pub window: Pair,
    /// The filter's step.
    pub stride: Pair,
    /// The distance between taps.
    pub dilation: Pair,
    /// Columns of zeros on the left; columns to leave out where negative.
    pub pad_x: isize,
    /// Rows of zeros above; rows to leave out where negative.
    pub pad_y: isize,
}

impl Geometry {
    /// A group of `shape`.
    pub const fn new(shape: &ConvShape) -> Geometry {
        Geometry {
            depth: shape.input.depth / shape.groups,
            height: shape.input.height,
            width: shape.input.width,
            filters: shape.output.depth / shape.groups,
            out_height: shape.output.height,
            out_width: shape.output.width,
            window: shape.window,
            stride: shape.stride,
            dilation: shape.dilation,
            pad_x: shape.pad.x as isize,
            pad_y: shape.pad.y as isize,
        }
    }

    /// The convolution with flipped filters that takes the gradient of the output to that of the input, for a stride
    /// of 1.
    pub fn flip(&self) -> Geometry {
        Geometry {
            depth: self.filters,
            height: self.out_height,
            width: self.out_width,
            filters: self.depth,
            out_height: self.height,
            out_width: self.width,
            pad_x: ((self.window.x - 1) * self.dilation.x) as isize - self.pad_x,
            pad_y: ((self.window.y - 1) * self.dilation.y) as isize - self.pad_y,
            ..*self
        }
    }

    /// The weights of one filter.
    pub const fn taps(&self) -> usize {
        self.depth * self.window.area()
    }

    /// The pixels of an output channel.
    pub const fn pixels(&self) -> usize {
        self.out_height * self.out_width
    }

    /// Multiply-adds.
    pub const fn work(&self) -> usize {
        self.filters * self.taps() * self.pixels()
    }
}
